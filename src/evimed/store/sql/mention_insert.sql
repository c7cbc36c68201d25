-- adds the mentions of a document
insert into evimed.mention (tenant_id, library, document_id, acl, passage_id, char_start, char_end, entity_id, surface,
                            polarity, certainty, score, reason)
select %(tenant)s::text, %(library)s::text, %(id)s::text, %(acl)s::int, m.passage_id, m.char_start, m.char_end, m.entity_id,
       m.surface, m.polarity, m.certainty, m.score, m.reason
from jsonb_to_recordset(%(mentions)s::jsonb) as m (
  passage_id text, char_start int, char_end int, entity_id text, surface text, polarity text, certainty text,
  score real, reason text)
on conflict (tenant_id, library, passage_id, char_start, char_end, entity_id) do nothing
