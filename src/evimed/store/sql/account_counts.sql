-- how many accounts there are, how many of them can be used, and how many rules
select (select count(*) from evimed.account where tenant_id = %(tenant)s),
       (select count(*) from evimed.account where tenant_id = %(tenant)s and not disabled),
       (select count(*) from evimed.permission_rule where tenant_id = %(tenant)s)
