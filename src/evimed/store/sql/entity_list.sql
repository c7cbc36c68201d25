-- every entity of a library
select e.entity_id, min(e.type), min(e.name), min(e.concept), sum(e.supports)::int
from evimed.entity e
where e.tenant_id = %(tenant)s and e.library = %(library)s
group by e.entity_id order by e.entity_id
