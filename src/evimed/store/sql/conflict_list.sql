-- lists the conflicts of a library, or those that touch any of the given documents
select c.attribute, c.record, c.first_document, c.first_number, c.second_document, c.second_number
from evimed.conflict c
where c.tenant_id = %(tenant)s and c.library = %(library)s
  and (%(ids)s::text[] is null or c.first_document = any (%(ids)s::text[]) or c.second_document = any (%(ids)s::text[]))
order by c.first_document, c.second_document, c.attribute, c.first_number, c.second_number
