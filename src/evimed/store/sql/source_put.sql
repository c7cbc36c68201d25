-- points a place to a document
insert into evimed.source (tenant_id, library, source, document_id, acl)
values (%(tenant)s, %(library)s, %(source)s, %(id)s, %(acl)s::int)
on conflict (tenant_id, library, source) do update
set document_id = excluded.document_id, acl = excluded.acl, given_at = now()
