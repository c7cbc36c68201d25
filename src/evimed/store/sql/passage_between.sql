-- the passages of a document that overlap a range of characters, in reading order
select p.passage_id, p.document_id, p.ordinal, p.section, p.text, p.char_start, p.char_end, p.sentences, p.language
from evimed.passage p
where p.tenant_id = %(tenant)s and p.library = %(library)s and p.document_id = %(id)s
  and p.char_start < %(end)s::int and p.char_end > %(start)s::int
order by p.ordinal
