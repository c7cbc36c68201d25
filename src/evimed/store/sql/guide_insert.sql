-- adds the guide that a document is
insert into evimed.guide (tenant_id, library, document_id, acl, body, abbreviations)
values (%(tenant)s, %(library)s, %(id)s, %(acl)s::int, %(body)s, %(abbreviations)s::jsonb)
on conflict do nothing
