-- a new permission class
insert into evimed.permission_class (tenant_id, library, clauses, denied)
values (%(tenant)s, %(library)s, %(clauses)s::jsonb, %(denied)s::text[])
returning acl
