-- adds the places that the summaries of communities quote
insert into evimed.community_quote (tenant_id, library, community_id, place, assertion_id, relation_id, passage_id)
select %(tenant)s::text, %(library)s::text, q.community_id, q.place, q.assertion_id, q.relation_id, q.passage_id
from jsonb_to_recordset(%(quotes)s::jsonb) as q (community_id text, place int, assertion_id text, relation_id text, passage_id text)
on conflict (tenant_id, library, community_id, place) do nothing
