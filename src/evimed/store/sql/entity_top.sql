-- entities that relations speak of, of which most is said, whose name begins so: where one can enter the graph
select e.entity_id, min(e.type), min(e.name), min(e.concept), sum(e.supports)::int
from evimed.entity e
where e.tenant_id = %(tenant)s and e.library = %(library)s
  and (%(begins)s::text = '' or starts_with(e.folded, %(begins)s::text))
  and exists (select from evimed.relation r where r.tenant_id = e.tenant_id and r.library = e.library
              and (r.subject = e.entity_id or r.object = e.entity_id))
group by e.entity_id
order by sum(e.supports) desc, e.entity_id
limit %(limit)s::int
