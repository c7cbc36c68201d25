-- adds communities that are not there
insert into evimed.community (tenant_id, library, community_id, acl_classes, digest, relations, made_from)
select %(tenant)s::text, %(library)s::text, c.id, %(classes)s::int[], c.digest, c.relations, c.made_from
from jsonb_to_recordset(%(communities)s::jsonb) as c (id text, digest text, relations int, made_from text)
on conflict (tenant_id, library, community_id) do nothing
