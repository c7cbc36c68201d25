-- relations that begin or end in these entities, the best supported first
select r.relation_id, r.subject, r.predicate, r.object, sum(r.assertions)::int
from (
  select r.acl, r.relation_id, r.subject, r.predicate, r.object, r.assertions
  from unnest(%(ids)s::text[]) as w (id)
  join evimed.relation r on r.tenant_id = %(tenant)s and r.library = %(library)s and r.subject = w.id
  union
  select r.acl, r.relation_id, r.subject, r.predicate, r.object, r.assertions
  from unnest(%(ids)s::text[]) as w (id)
  join evimed.relation r on r.tenant_id = %(tenant)s and r.library = %(library)s and r.object = w.id
) r
group by 1, 2, 3, 4
order by 5 desc, 1
limit %(limit)s::int
