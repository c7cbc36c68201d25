-- Terminologies, and the graph: entities, their mentions, relations, the assertions they stand on.

-- Terminologies -----------------------------------------------------------------------------------------

create table evimed.terminology (
  tenant_id   text not null references evimed.tenant on delete cascade,
  terminology text not null check (terminology <> ''),
  kind        text not null,  -- of the file: obo, owl, rf2, table, rrf, meddra
  sha256      text not null,
  concepts    int not null,
  forms       int not null,
  loaded_at   timestamptz not null default now(),
  primary key (tenant_id, terminology)
);

create table evimed.concept (
  tenant_id   text not null,
  terminology text not null,
  code        text not null,
  type        text not null,
  name        text not null,
  forms       text[] not null,  -- all names, the preferred one too
  parents     text[] not null default '{}',
  primary key (tenant_id, terminology, code),
  foreign key (tenant_id, terminology) references evimed.terminology on delete cascade
);

-- Graph -------------------------------------------------------------------------------------------------
-- Entities and relations are counted by permission class, as terms are: what a Scope does not see has no row
-- for it, neither by name nor by number. A row lives as long as something counts in it.

create table evimed.entity (
  tenant_id text not null,
  library   text not null,
  acl       int not null,
  entity_id text not null,
  type      text not null,
  name      text not null,
  folded    text not null,  -- the name as matching sees it
  concept   text,           -- terminology:code; null for what only rules know
  supports  int not null default 0,  -- mentions of it, and ends of assertions
  primary key (tenant_id, library, acl, entity_id),
  foreign key (tenant_id, library) references evimed.library on delete cascade
) with (fillfactor = 80);
create index entity_folded on evimed.entity (tenant_id, library, folded text_pattern_ops);
create index entity_id on evimed.entity (tenant_id, library, entity_id);

create table evimed.mention (
  tenant_id   text not null,
  library     text not null,
  passage_id  text not null,
  char_start  int not null,  -- in the text of the document
  char_end    int not null,
  entity_id   text not null,
  document_id text not null,
  acl         int not null,
  surface     text not null,
  polarity    text not null check (polarity in ('affirmed', 'negated')),
  certainty   text not null check (certainty in ('stated', 'uncertain')),
  score       real not null,
  reason      text not null,  -- why this entity: exact, folded, abbreviation, context, morphology …
  primary key (tenant_id, library, passage_id, char_start, char_end, entity_id),
  foreign key (tenant_id, library, passage_id) references evimed.passage on delete cascade
);
create index mention_document on evimed.mention (tenant_id, library, document_id);
create index mention_entity on evimed.mention (tenant_id, library, entity_id);

create table evimed.relation (
  tenant_id   text not null,
  library     text not null,
  acl         int not null,
  relation_id text not null,
  subject     text not null,
  predicate   text not null,
  object      text not null,
  assertions  int not null default 0,
  primary key (tenant_id, library, acl, relation_id),
  foreign key (tenant_id, library) references evimed.library on delete cascade
) with (fillfactor = 80);
create index relation_subject on evimed.relation (tenant_id, library, subject);
create index relation_object on evimed.relation (tenant_id, library, object);

create table evimed.assertion (
  tenant_id     text not null,
  library       text not null,
  assertion_id  text not null,
  relation_id   text not null,
  subject       text not null,
  predicate     text not null,
  object        text not null,
  passage_id    text not null,
  document_id   text not null,
  acl           int not null,
  char_start    int not null,  -- of the sentence it stands in
  char_end      int not null,
  subject_start int,           -- null where a title or heading names it
  subject_end   int,
  object_start  int,
  object_end    int,
  polarity      text not null check (polarity in ('affirmed', 'negated')),
  certainty     text not null check (certainty in ('stated', 'uncertain')),
  stated_time   text,          -- as the sentence says it
  rule          text not null, -- what read it; "imported" for a person's own
  primary key (tenant_id, library, assertion_id),
  foreign key (tenant_id, library, passage_id) references evimed.passage on delete cascade
);
create index assertion_passage on evimed.assertion (tenant_id, library, passage_id);
create index assertion_document on evimed.assertion (tenant_id, library, document_id);
create index assertion_relation on evimed.assertion (tenant_id, library, relation_id);

-- What has been read for entities, by which version of code and terms, and the document's tags.
create table evimed.reading (
  tenant_id   text not null,
  library     text not null,
  document_id text not null,
  acl         int not null,
  stamp       text not null,
  tags        jsonb not null,
  read_at     timestamptz not null default now(),
  primary key (tenant_id, library, document_id),
  foreign key (tenant_id, library, document_id) references evimed.document on delete cascade
);

-- Row-level security ------------------------------------------------------------------------------------

do $$
declare
  name text;
begin
  foreach name in array array['entity', 'mention', 'relation', 'assertion', 'reading'] loop
    execute format($policy$
      create policy scope on evimed.%I to public
        using (evimed.visible(tenant_id, acl, (select evimed.scope_tenant()), (select evimed.scope_classes())))
        with check (evimed.visible(tenant_id, acl, (select evimed.scope_tenant()), (select evimed.scope_classes())))
    $policy$, name);
  end loop;
  foreach name in array array['terminology', 'concept'] loop
    execute format($policy$
      create policy scope on evimed.%I to public
        using (tenant_id = (select evimed.scope_tenant())) with check (tenant_id = (select evimed.scope_tenant()))
    $policy$, name);
  end loop;
  foreach name in array array['terminology', 'concept', 'entity', 'mention', 'relation', 'assertion', 'reading'] loop
    execute format('alter table evimed.%I enable row level security, force row level security', name);
    execute format('create policy definer on evimed.%I to evimed_definer using (true) with check (true)', name);
    execute format('grant select, insert, update, delete on evimed.%I to evimed_app', name);
    execute format('grant select, insert, update, delete on evimed.%I to evimed_definer', name);
  end loop;
end $$;

-- Counting ----------------------------------------------------------------------------------------------
-- Who writes to the graph of a library waits for the others: rows of common entities would deadlock.

create function evimed.lock_graph(tenant text, library text) returns void
language sql volatile
return pg_advisory_xact_lock(hashtextextended('graph ' || tenant || ' ' || library, 0));

-- Adds to (or, with sign -1, takes from) the counts of entities; those at nothing go.
create function evimed.count_entities(sign int, tenants text[], libraries text[], acls int[], ids text[])
returns void
language plpgsql volatile security definer set search_path from current
as $$
begin
  update evimed.entity e set supports = e.supports + sign * n.counted
    from (select u.tenant_id, u.library, u.acl, u.entity_id, count(*) as counted
          from unnest(tenants, libraries, acls, ids) as u (tenant_id, library, acl, entity_id)
          group by 1, 2, 3, 4) n
    where e.tenant_id = n.tenant_id and e.library = n.library and e.acl = n.acl and e.entity_id = n.entity_id;
  if sign < 0 then
    delete from evimed.entity e
      using (select distinct u.tenant_id, u.library, u.acl, u.entity_id
             from unnest(tenants, libraries, acls, ids) as u (tenant_id, library, acl, entity_id)) n
      where e.tenant_id = n.tenant_id and e.library = n.library and e.acl = n.acl and e.entity_id = n.entity_id
        and e.supports <= 0;
  end if;
end $$;

create function evimed.mentions_added() returns trigger
language plpgsql security definer set search_path from current
as $$
begin
  perform evimed.count_entities(1, array_agg(r.tenant_id), array_agg(r.library), array_agg(r.acl), array_agg(r.entity_id))
    from rows r having count(*) > 0;
  return null;
end $$;

create function evimed.mentions_gone() returns trigger
language plpgsql security definer set search_path from current
as $$
begin
  perform evimed.lock_graph(r.tenant_id, r.library) from (select distinct tenant_id, library from rows) r;
  perform evimed.count_entities(-1, array_agg(r.tenant_id), array_agg(r.library), array_agg(r.acl), array_agg(r.entity_id))
    from rows r having count(*) > 0;
  return null;
end $$;

create function evimed.assertions_added() returns trigger
language plpgsql security definer set search_path from current
as $$
begin
  insert into evimed.relation as t (tenant_id, library, acl, relation_id, subject, predicate, object, assertions)
    select r.tenant_id, r.library, r.acl, r.relation_id, min(r.subject), min(r.predicate), min(r.object), count(*)
    from rows r group by 1, 2, 3, 4
    on conflict (tenant_id, library, acl, relation_id) do update set assertions = t.assertions + excluded.assertions;
  perform evimed.count_entities(1, array_agg(r.tenant_id), array_agg(r.library), array_agg(r.acl), array_agg(r.id))
    from (select tenant_id, library, acl, subject as id from rows
          union all select tenant_id, library, acl, object from rows) r having count(*) > 0;
  return null;
end $$;

create function evimed.assertions_gone() returns trigger
language plpgsql security definer set search_path from current
as $$
begin
  perform evimed.lock_graph(r.tenant_id, r.library) from (select distinct tenant_id, library from rows) r;
  update evimed.relation t set assertions = t.assertions - n.counted
    from (select r.tenant_id, r.library, r.acl, r.relation_id, count(*) as counted from rows r group by 1, 2, 3, 4) n
    where t.tenant_id = n.tenant_id and t.library = n.library and t.acl = n.acl and t.relation_id = n.relation_id;
  delete from evimed.relation t using (select distinct tenant_id, library, acl, relation_id from rows) n
    where t.tenant_id = n.tenant_id and t.library = n.library and t.acl = n.acl and t.relation_id = n.relation_id
      and t.assertions <= 0;
  perform evimed.count_entities(-1, array_agg(r.tenant_id), array_agg(r.library), array_agg(r.acl), array_agg(r.id))
    from (select tenant_id, library, acl, subject as id from rows
          union all select tenant_id, library, acl, object from rows) r having count(*) > 0;
  return null;
end $$;

create trigger mentions_added after insert on evimed.mention referencing new table as rows
  for each statement execute function evimed.mentions_added();
create trigger mentions_gone after delete on evimed.mention referencing old table as rows
  for each statement execute function evimed.mentions_gone();
create trigger assertions_added after insert on evimed.assertion referencing new table as rows
  for each statement execute function evimed.assertions_added();
create trigger assertions_gone after delete on evimed.assertion referencing old table as rows
  for each statement execute function evimed.assertions_gone();

-- A document's part of the graph goes in two statements, before its passages go one by one.
create function evimed.forget_graph() returns trigger
language plpgsql security definer set search_path from current
as $$
begin
  perform evimed.lock_graph(old.tenant_id, old.library);
  delete from evimed.mention m
    where m.tenant_id = old.tenant_id and m.library = old.library and m.document_id = old.document_id;
  delete from evimed.assertion a
    where a.tenant_id = old.tenant_id and a.library = old.library and a.document_id = old.document_id;
  return old;
end $$;
create trigger forget_graph before delete on evimed.document for each row execute function evimed.forget_graph();

-- Relations with the names of their ends, as far as the Scope of who asks sees: for experts' own queries.
create view evimed.graph_edge with (security_invoker = true) as
  select r.tenant_id, r.library, r.relation_id, s.type as subject_type, s.name as subject, r.predicate,
         o.type as object_type, o.name as object, r.assertions
  from (select tenant_id, library, relation_id, subject, predicate, object, sum(assertions) as assertions
        from evimed.relation group by 1, 2, 3, 4, 5, 6) r
  cross join lateral (select e.type, e.name from evimed.entity e
    where e.tenant_id = r.tenant_id and e.library = r.library and e.entity_id = r.subject limit 1) s
  cross join lateral (select e.type, e.name from evimed.entity e
    where e.tenant_id = r.tenant_id and e.library = r.library and e.entity_id = r.object limit 1) o;
grant select on evimed.graph_edge to evimed_app;

-- Functions belong to evimed_definer.
grant create on schema evimed to evimed_definer;
do $$
declare
  role text := current_setting('role');
  call regprocedure;
begin
  foreach call in array array[
    'evimed.count_entities(int, text[], text[], int[], text[])', 'evimed.mentions_added()', 'evimed.mentions_gone()',
    'evimed.assertions_added()', 'evimed.assertions_gone()', 'evimed.forget_graph()']::regprocedure[] loop
    execute format('alter function %s owner to evimed_definer', call);
  end loop;
  set local role evimed_definer;
  revoke execute on function evimed.count_entities(int, text[], text[], int[], text[]) from public;
  perform set_config('role', role, true);
end $$;
revoke create on schema evimed from evimed_definer;
