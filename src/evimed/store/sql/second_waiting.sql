-- passages that this model has not been asked about, document by document
select p.document_id, p.passage_id
from evimed.passage p
where p.tenant_id = %(tenant)s and p.library = %(library)s
  and not exists (
    select from evimed.second_reading r
    where r.tenant_id = p.tenant_id and r.library = p.library and r.passage_id = p.passage_id and r.stamp = %(stamp)s)
order by p.document_id, p.ordinal
limit %(limit)s
