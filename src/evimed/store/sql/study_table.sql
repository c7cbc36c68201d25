-- the studies of a library with their documents, the newest first: those of a design, those that are named, or all
select s.record, d.*
from evimed.study s
join evimed.document_card d using (tenant_id, library, document_id)
where s.tenant_id = %(tenant)s and s.library = %(library)s
  and (%(design)s::text is null or s.design = %(design)s::text)
  and (%(ids)s::text[] is null or s.document_id = any (%(ids)s::text[]))
order by d.published desc nulls last, d.title, s.document_id
