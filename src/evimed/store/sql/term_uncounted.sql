-- how many term counts wait to be added
select coalesce(sum(pairs), 0)::bigint from evimed.uncounted where tenant_id = %(tenant)s and library = %(library)s
