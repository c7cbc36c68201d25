-- what documents of a library, or all, contribute: when each came, its passages, the answers that rest on it
select d.document_id, d.ingested_at,
  (select count(*) from evimed.passage p
   where p.tenant_id = d.tenant_id and p.library = d.library and p.document_id = d.document_id),
  (select count(*) from evimed.answer a
   where a.tenant_id = d.tenant_id and a.library = d.library and a.documents @> array[d.document_id])
from evimed.document d
where d.tenant_id = %(tenant)s and d.library = %(library)s
  and (%(ids)s::text[] is null or d.document_id = any (%(ids)s::text[]))
