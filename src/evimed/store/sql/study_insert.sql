-- adds what a document says of the study it reports
insert into evimed.study (tenant_id, library, document_id, acl, design, record)
values (%(tenant)s, %(library)s, %(id)s, %(acl)s::int, %(design)s, %(record)s::jsonb)
on conflict do nothing
