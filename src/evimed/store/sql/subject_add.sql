-- notes whom a document is about
insert into evimed.document_subject (tenant_id, library, document_id, subject)
select %(tenant)s, %(library)s, %(document)s, unnest(%(subjects)s::text[]) on conflict do nothing
