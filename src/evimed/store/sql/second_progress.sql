-- how many passages there are, how many this model was asked about, and the letters of those that wait
select count(*), count(r.passage_id), coalesce(sum(length(p.text)) filter (where r.passage_id is null), 0)
from evimed.passage p
left join evimed.second_reading r
  on r.tenant_id = p.tenant_id and r.library = p.library and r.passage_id = p.passage_id and r.stamp = %(stamp)s
where p.tenant_id = %(tenant)s and p.library = %(library)s
