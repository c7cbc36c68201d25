-- adds assertions that a document makes; returns how many were not there
insert into evimed.assertion (tenant_id, library, document_id, acl, assertion_id, relation_id, subject, predicate, object,
                              passage_id, char_start, char_end, subject_start, subject_end, object_start, object_end,
                              polarity, certainty, stated_time, rule)
select %(tenant)s::text, %(library)s::text, %(id)s::text, %(acl)s::int, a.assertion_id, a.relation_id, a.subject, a.predicate,
       a.object, a.passage_id, a.char_start, a.char_end, a.subject_start, a.subject_end, a.object_start, a.object_end,
       a.polarity, a.certainty, a.stated_time, a.rule
from jsonb_to_recordset(%(assertions)s::jsonb) as a (
  assertion_id text, relation_id text, subject text, predicate text, object text, passage_id text, char_start int,
  char_end int, subject_start int, subject_end int, object_start int, object_end int, polarity text, certainty text,
  stated_time text, rule text)
on conflict (tenant_id, library, assertion_id) do nothing
