-- entities by their ids
select e.entity_id, min(e.type), min(e.name), min(e.concept), sum(e.supports)::int
from evimed.entity e
where e.tenant_id = %(tenant)s and e.library = %(library)s and e.entity_id = any(%(ids)s::text[])
group by e.entity_id
order by e.entity_id  -- an order of the plan would tell how much there is that one may not see
