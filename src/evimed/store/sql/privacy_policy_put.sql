-- sets the policy of a library
insert into evimed.privacy_policy (tenant_id, library, mode, purpose, set_by)
values (%(tenant)s, %(library)s, %(mode)s, %(purpose)s, %(user)s)
on conflict (tenant_id, library) do update
  set mode = excluded.mode, purpose = excluded.purpose, set_by = excluded.set_by, set_at = now()
