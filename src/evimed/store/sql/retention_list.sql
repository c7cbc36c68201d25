-- how long libraries keep what
select library, what, days from evimed.retention where tenant_id = %(tenant)s order by 1, 2
