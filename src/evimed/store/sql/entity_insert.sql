-- makes the entities of a document where they are missing; they count nothing yet
insert into evimed.entity (tenant_id, library, acl, entity_id, type, name, folded, concept)
select %(tenant)s::text, %(library)s::text, %(acl)s::int, e.id, e.type, e.name, e.folded, e.concept
from jsonb_to_recordset(%(entities)s::jsonb) as e (id text, type text, name text, folded text, concept text)
on conflict (tenant_id, library, acl, entity_id) do nothing
