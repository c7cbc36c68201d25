-- relations between one of these entities, whose relations are followed, and one of the others; the best supported first
with followed as materialized (
  select r.acl, r.relation_id, r.subject, r.predicate, r.object, r.assertions, r.object as other
  from unnest(%(ids)s::text[]) as w (id)
  join evimed.relation r on r.tenant_id = %(tenant)s and r.library = %(library)s and r.subject = w.id
  union all
  select r.acl, r.relation_id, r.subject, r.predicate, r.object, r.assertions, r.subject
  from unnest(%(ids)s::text[]) as w (id)
  join evimed.relation r on r.tenant_id = %(tenant)s and r.library = %(library)s and r.object = w.id
), others as materialized (
  select distinct o.id from unnest(%(others)s::text[]) as o (id)
)
select r.relation_id, r.subject, r.predicate, r.object, sum(r.assertions)::int
from (
  select distinct f.acl, f.relation_id, f.subject, f.predicate, f.object, f.assertions
  from followed f join others o on o.id = f.other
) r
group by 1, 2, 3, 4
order by 5 desc, 1
limit %(limit)s::int
