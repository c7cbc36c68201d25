-- adds a permission rule; no row if it is there already
insert into evimed.permission_rule (tenant_id, library, place, path, effect, subject, made_at, made_by)
values (%(tenant)s, %(library)s, %(place)s, %(path)s, %(effect)s, %(subject)s, %(at)s::timestamptz, %(by)s)
on conflict (tenant_id, library, place, path, effect, subject) do nothing
returning rule_id
