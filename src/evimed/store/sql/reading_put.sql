-- says that a document has been read, by what, with its tags
insert into evimed.reading as r (tenant_id, library, document_id, acl, stamp, tags)
values (%(tenant)s, %(library)s, %(id)s, %(acl)s::int, %(stamp)s, %(tags)s::jsonb)
on conflict (tenant_id, library, document_id) do update
set stamp = excluded.stamp, tags = excluded.tags, acl = excluded.acl, read_at = now()
