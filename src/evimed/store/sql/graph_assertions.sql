-- assertions by their ids with their quotation and where it stands
select a.relation_id, a.assertion_id, a.polarity, a.certainty, a.stated_time, a.rule,
       a.char_start, a.char_end, substr(d.text, a.char_start + 1, a.char_end - a.char_start),
       a.document_id, p.passage_id, p.document_id, p.ordinal, p.section, p.text, p.char_start, p.char_end, p.sentences, p.language
from evimed.assertion a
join evimed.document d on d.tenant_id = a.tenant_id and d.library = a.library and d.document_id = a.document_id
join evimed.passage p on p.tenant_id = a.tenant_id and p.library = a.library and p.passage_id = a.passage_id
where a.tenant_id = %(tenant)s and a.library = %(library)s and a.assertion_id = any(%(ids)s::text[])
