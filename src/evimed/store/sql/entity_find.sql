-- entities by their id or by what their name is or begins with, the best supported first
select e.entity_id, min(e.type), min(e.name), min(e.concept), sum(e.supports)::int
from evimed.entity e
where e.tenant_id = %(tenant)s and e.library = %(library)s
  and (e.entity_id = any(%(ids)s::text[]) or e.folded = %(folded)s or starts_with(e.folded, %(prefix)s))
group by e.entity_id
order by e.entity_id <> all(%(ids)s::text[]), bool_and(e.folded <> %(folded)s), sum(e.supports) desc, e.entity_id
limit %(limit)s::int
