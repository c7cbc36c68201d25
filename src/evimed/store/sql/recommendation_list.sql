-- lists the recommendations of documents, or of all of a library
select r.document_id, r.number, r.passage_id, r.char_start, r.char_end, r.direction, r.record
from evimed.recommendation r
where r.tenant_id = %(tenant)s and r.library = %(library)s
  and (%(ids)s::text[] is null or r.document_id = any (%(ids)s::text[]))
order by r.document_id, r.number
