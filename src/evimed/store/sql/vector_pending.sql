-- passages without a vector of this embedder, leaving out those another worker has in hand
select p.passage_id, p.document_id, p.ordinal, p.section, p.text, p.char_start, p.char_end, p.sentences, p.language
from evimed.passage p
where p.tenant_id = %(tenant)s and p.library = %(library)s
  and not exists (
    select from evimed.passage_vector v
    where v.tenant_id = p.tenant_id and v.library = p.library and v.stamp = %(stamp)s and v.passage_id = p.passage_id)
order by p.document_id, p.ordinal
limit %(limit)s::int
for no key update of p skip locked
