-- adds the members of communities
insert into evimed.community_member (tenant_id, library, community_id, entity_id, weight)
select %(tenant)s::text, %(library)s::text, m.community_id, m.entity_id, m.weight
from jsonb_to_recordset(%(members)s::jsonb) as m (community_id text, entity_id text, weight real)
on conflict (tenant_id, library, community_id, entity_id) do nothing
