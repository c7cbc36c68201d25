-- makes a folder, unless it is there
insert into evimed.folder (tenant_id, library, path, acl, made_by)
values (%(tenant)s, %(library)s, %(path)s, %(acl)s::int, evimed.scope_user())
on conflict (tenant_id, library, path) do nothing
