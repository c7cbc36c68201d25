-- keeps the bytes of a document
insert into evimed.original (tenant_id, library, document_id, mime, content)
values (%(tenant)s, %(library)s, %(id)s, %(mime)s, %(content)s)
on conflict do nothing
