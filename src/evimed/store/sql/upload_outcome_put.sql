-- what became of one file of a run; a document that has been deleted since is not written down again
insert into evimed.upload_outcome (tenant_id, run_id, number, library, document_id, source, status, passages, supersedes, error, seconds)
select %(tenant)s, %(run)s, %(number)s::int, r.library, %(document)s::text, %(source)s, %(status)s, %(passages)s::int,
       %(supersedes)s::text, %(error)s::jsonb, %(seconds)s::double precision
from evimed.upload_run r
where r.tenant_id = %(tenant)s and r.run_id = %(run)s
  and (%(document)s::text is null or exists (
    select from evimed.document d where d.tenant_id = r.tenant_id and d.library = r.library and d.document_id = %(document)s::text))
