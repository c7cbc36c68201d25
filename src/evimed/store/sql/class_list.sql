-- what the permission classes mean
select acl, library, clauses, denied from evimed.permission_class
where tenant_id = %(tenant)s order by acl
