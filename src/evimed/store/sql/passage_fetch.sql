-- passages by id, each with its document
select p.passage_id, p.document_id, p.ordinal, p.section, p.text, p.char_start, p.char_end, p.sentences, p.language, c.*
from evimed.passage p
join evimed.document_card c using (tenant_id, library, document_id)
where p.tenant_id = %(tenant)s and p.library = %(library)s and p.passage_id = any (%(ids)s::text[])
