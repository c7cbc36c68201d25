-- adds a document, and its library where that is missing; no id is returned when the library has the document already
with tenant as (
  insert into evimed.tenant (tenant_id) values (%(tenant)s) on conflict do nothing
), library as (
  insert into evimed.library (tenant_id, library) values (%(tenant)s, %(library)s) on conflict do nothing
), made as (
  insert into evimed.document (tenant_id, library, document_id, title, source, kind, language, sha256, size, mime, stamp,
                               version_label, published, pages, characters, text, warnings, acl)
  values (%(tenant)s, %(library)s, %(id)s, %(title)s, %(source)s, %(kind)s, %(language)s, %(sha256)s, %(size)s, %(mime)s,
          %(stamp)s, %(version)s, %(published)s::date, %(pages)s::int, %(characters)s, %(text)s, %(warnings)s::text[],
          %(acl)s::int)
  on conflict (tenant_id, library, document_id) do nothing
  returning document_id
)
select (select document_id from made),
       (select l.avg_length_epoch from evimed.library l where l.tenant_id = %(tenant)s and l.library = %(library)s),
       'sparsevec'::regtype::oid::bigint
