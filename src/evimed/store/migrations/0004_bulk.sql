-- Documents go in with fewer questions to the server: what follows the rows of a document is one call.

-- Its passages keep the same words uncompressed; compressing them once more was a tenth of the work.
alter table evimed.document alter column text set storage external;

-- How many pairs of term and count wait in uncounted.
alter table evimed.library add column uncounted bigint not null default 0;
update evimed.library l set uncounted = w.pairs
from (select tenant_id, library, sum(pairs) as pairs from evimed.uncounted group by 1, 2) w
where w.tenant_id = l.tenant_id and w.library = l.library;

-- Says that a place gives a document now; the document it gave before, if any, and whether what is current has
-- changed. The caller holds the lock of the library.
create function evimed.point_source(
  in_library text, in_source text, in_document text, in_acl int, out previous text, out changed boolean)
language plpgsql volatile set search_path from current
as $$
declare
  tenant text := evimed.scope_tenant();
begin
  select s.document_id into previous from evimed.source s
    where s.tenant_id = tenant and s.library = in_library and s.source = in_source for update;
  insert into evimed.source as s (tenant_id, library, source, document_id, acl)
    values (tenant, in_library, in_source, in_document, in_acl)
    on conflict (tenant_id, library, source) do update
    set document_id = excluded.document_id, acl = excluded.acl, given_at = now();
  update evimed.document d set superseded_by = null
    where d.tenant_id = tenant and d.library = in_library and d.document_id = in_document and d.superseded_by is not null;
  changed := found;
  if previous is distinct from in_document and previous is not null then
    -- unless some other place still gives it
    update evimed.document d set superseded_by = in_document
      where d.tenant_id = tenant and d.library = in_library and d.document_id = previous
        and not exists (
          select from evimed.source s
          where s.tenant_id = tenant and s.library = in_library and s.document_id = previous);
    changed := true;
  end if;
  delete from evimed.quarantine q
    where q.tenant_id = tenant and q.library = in_library and q.source = in_source;
end $$;

-- What follows the rows of a new document: the library is locked, its counters go up, the place points to the
-- document. Returns the document of that place before, and how many term counts wait now.
create function evimed.count_document(
  in_library text, in_source text, in_document text, in_acl int, in_passages bigint, in_length bigint, in_pairs bigint,
  in_epoch real, out previous text, out waiting bigint)
language plpgsql volatile set search_path from current
as $$
declare
  tenant text := evimed.scope_tenant();
begin
  update evimed.library l
    set version = l.version + 1, uncounted = l.uncounted + in_pairs,
        avg_length_epoch = case when l.avg_length_epoch = 0 then in_epoch else l.avg_length_epoch end
    where l.tenant_id = tenant and l.library = in_library
    returning l.uncounted into waiting;
  insert into evimed.library_class as c (tenant_id, library, acl, n_passages, total_length)
    values (tenant, in_library, in_acl, in_passages, in_length)
    on conflict (tenant_id, library, acl) do update
    set n_passages = c.n_passages + excluded.n_passages, total_length = c.total_length + excluded.total_length;
  previous := (evimed.point_source(in_library, in_source, in_document, in_acl)).previous;
end $$;

revoke execute on function evimed.point_source(text, text, text, int) from public;
revoke execute on function evimed.count_document(text, text, text, int, bigint, bigint, bigint, real) from public;
grant execute on function evimed.point_source(text, text, text, int) to evimed_app;
grant execute on function evimed.count_document(text, text, text, int, bigint, bigint, bigint, real) to evimed_app;

-- Runs of ingestion, while they go on: counts, never content. An interrupted one stays until a later one ends.
create table evimed.intake_run (
  tenant_id  text not null,
  library    text not null,
  run        bigint generated always as identity,
  engine     text not null,
  total      int not null,  -- files, as far as is known
  done       int not null default 0,
  started_at timestamptz not null default now(),
  seen_at    timestamptz not null default now(),
  primary key (tenant_id, library, run),
  foreign key (tenant_id, library) references evimed.library on delete cascade
);
create policy scope on evimed.intake_run to public
  using (tenant_id = (select evimed.scope_tenant())) with check (tenant_id = (select evimed.scope_tenant()));
alter table evimed.intake_run enable row level security, force row level security;
grant select, insert, update, delete on evimed.intake_run to evimed_app;
