-- adds a document; nothing is returned when the library has it already
insert into evimed.document (tenant_id, library, document_id, title, source, kind, language, sha256, size, mime, stamp,
                             version_label, published, pages, characters, text, warnings, acl)
values (%(tenant)s, %(library)s, %(id)s, %(title)s, %(source)s, %(kind)s, %(language)s, %(sha256)s, %(size)s, %(mime)s,
        %(stamp)s, %(version)s, %(published)s::date, %(pages)s::int, %(characters)s, %(text)s, %(warnings)s::text[],
        %(acl)s::int)
on conflict (tenant_id, library, document_id) do nothing
returning document_id
