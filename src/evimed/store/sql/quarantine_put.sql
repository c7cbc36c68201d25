-- remembers why the document at a place could not be taken in
insert into evimed.quarantine (tenant_id, library, source, sha256, code, details, stamp, acl)
values (%(tenant)s, %(library)s, %(source)s, %(sha256)s, %(code)s, %(details)s::jsonb, %(stamp)s, %(acl)s::int)
on conflict (tenant_id, library, source) do update
set sha256 = excluded.sha256, code = excluded.code, details = excluded.details, stamp = excluded.stamp,
    acl = excluded.acl, at = now()
