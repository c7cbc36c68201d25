-- adds the legal text that a document is
insert into evimed.instrument (tenant_id, library, document_id, acl, family, stem, names, record)
values (%(tenant)s, %(library)s, %(id)s, %(acl)s::int, %(family)s, %(stem)s, %(names)s::text[], %(record)s::jsonb)
on conflict do nothing
