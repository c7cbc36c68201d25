-- keeps what came of asking a model about a passage; nothing if the passage is gone
insert into evimed.second_reading as r (tenant_id, library, passage_id, document_id, acl, stamp, outcome, named, found,
                                        input_tokens, output_tokens)
select p.tenant_id, p.library, p.passage_id, p.document_id, p.acl, %(stamp)s::text, %(outcome)s::text, %(named)s::int,
       %(found)s::jsonb, %(input)s::bigint, %(output)s::bigint
from evimed.passage p
where p.tenant_id = %(tenant)s and p.library = %(library)s and p.passage_id = %(id)s
on conflict (tenant_id, library, passage_id) do update
set stamp = excluded.stamp, outcome = excluded.outcome, named = excluded.named, found = excluded.found,
    acl = excluded.acl, input_tokens = excluded.input_tokens, output_tokens = excluded.output_tokens, asked_at = now()
