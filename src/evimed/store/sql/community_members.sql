-- the members of communities, as far as the Scope sees them, the weightiest first
select m.community_id, m.entity_id, e.type, e.name, e.concept, e.supports
from evimed.community_member m
cross join lateral (
  select min(e.type) as type, min(e.name) as name, min(e.concept) as concept, sum(e.supports)::int as supports
  from evimed.entity e
  where e.tenant_id = m.tenant_id and e.library = m.library and e.entity_id = m.entity_id) e
where m.tenant_id = %(tenant)s and m.library = %(library)s and m.community_id = any(%(ids)s::text[]) and e.type is not null
order by m.community_id, m.weight desc, m.entity_id
