-- what these passages speak of, each time with its place in the document
select m.passage_id, m.entity_id, m.char_start, m.char_end, m.surface
from evimed.mention m
where m.tenant_id = %(tenant)s and m.library = %(library)s and m.passage_id = any(%(ids)s::text[])
order by m.passage_id, m.char_start
