-- other readers for a class, and so for all documents in it
update evimed.permission_class set clauses = %(clauses)s::jsonb, denied = %(denied)s::text[]
where tenant_id = %(tenant)s and acl = %(acl)s::int
