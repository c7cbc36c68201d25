-- Tenants, libraries, documents, passages, vectors, answers; who sees which row; BM25 and vector search.
-- schema_migration: what has been applied to this database.
create table if not exists evimed.schema_migration (
  number     int primary key generated always as identity,
  name       text not null unique,
  sha256     text not null,
  applied_at timestamptz not null default now()
);

-- The migrator has set search_path to evimed and the schema of pgvector.

-- Roles -------------------------------------------------------------------------------------------------
-- evimed_app: what every content connection runs as. Owns nothing, so row-level security binds it.
-- evimed_definer: owns the few SECURITY DEFINER functions and may read what they search, nothing else.
-- Roles belong to the whole server: another database on it may have made them.

do $$
declare
  name text;
begin
  foreach name in array array['evimed_app', 'evimed_definer'] loop
    begin
      if not exists (select from pg_roles where rolname = name) then
        execute format('create role %I nologin nosuperuser nobypassrls noinherit', name);
        -- Since PostgreSQL 16 who makes a role may administer it, but must grant it to become it.
        execute format('grant %I to current_user', name);
      end if;
    exception when duplicate_object or unique_violation then
      null;
    end;
  end loop;
end $$;

grant usage on schema evimed to evimed_app, evimed_definer;

-- Scope -------------------------------------------------------------------------------------------------
-- Set for one transaction by store/database.py. Missing or empty means: nobody, who sees nothing.

create function evimed.scope_tenant() returns text
language sql stable parallel safe
return nullif(current_setting('evimed.tenant', true), '');

create function evimed.scope_classes() returns int[]
language sql stable parallel safe
return string_to_array(nullif(current_setting('evimed.classes', true), ''), ',')::int[];

-- The one definition of visibility, for policies and search functions alike. The Scope comes in as
-- arguments, so that it is read once a statement and the planner can inline this.
create function evimed.visible(tenant_id text, acl int, tenant text, classes int[]) returns boolean
language sql immutable parallel safe
return tenant_id = tenant and acl = any (classes);

-- Tables ------------------------------------------------------------------------------------------------

create table evimed.tenant (
  tenant_id  text primary key check (tenant_id <> ''),
  created_at timestamptz not null default now()
);

create table evimed.library (
  tenant_id        text not null references evimed.tenant on delete cascade,
  library          text not null check (library <> ''),
  version          bigint not null default 0,  -- one more with each change of content
  avg_length_epoch real not null default 0,    -- average length that passage.bm was weighed with; 0: none yet
  created_at       timestamptz not null default now(),
  primary key (tenant_id, library)
);

-- Counted by permission class: statistics of what a person may not read must not move their ranking.
create table evimed.library_class (
  tenant_id    text not null,
  library      text not null,
  acl          int not null,
  n_passages   bigint not null default 0,
  total_length bigint not null default 0,
  primary key (tenant_id, library, acl),
  foreign key (tenant_id, library) references evimed.library on delete cascade
);

create table evimed.document (
  tenant_id     text not null,
  library       text not null,
  document_id   text not null,
  title         text not null,
  source        text not null,  -- the first place it was given at
  kind          text not null,
  language      text not null,
  sha256        text not null,
  size          bigint not null,
  mime          text not null,
  stamp         text not null,
  version_label text,
  published     date,
  superseded_by text,
  pages         int,
  characters    int not null,
  text          text not null,
  warnings      text[] not null default '{}',
  acl           int not null default 0,
  ingested_at   timestamptz not null default now(),
  primary key (tenant_id, library, document_id),
  foreign key (tenant_id, library) references evimed.library on delete cascade,
  foreign key (tenant_id, library, superseded_by) references evimed.document on delete set null (superseded_by)
);
create index document_superseded_by on evimed.document (tenant_id, library, superseded_by)
  where superseded_by is not null;
create index document_sha256 on evimed.document (tenant_id, library, sha256);

-- Columns of records.Document, in the order of its fields (store/rows.py).
create view evimed.document_card with (security_invoker = true) as
  select tenant_id, document_id, library, title, source, kind, language, sha256, size, mime, stamp,
         version_label, published, superseded_by, pages, characters, warnings
  from evimed.document;

create table evimed.source (
  tenant_id   text not null,
  library     text not null,
  source      text not null,
  document_id text not null,
  acl         int not null default 0,
  given_at    timestamptz not null default now(),
  primary key (tenant_id, library, source),
  foreign key (tenant_id, library, document_id) references evimed.document on delete cascade
);
create index source_document on evimed.source (tenant_id, library, document_id);

create table evimed.passage (
  tenant_id   text not null,
  library     text not null,
  passage_id  text not null,
  document_id text not null,
  ordinal     int not null,
  section     text[] not null,
  text        text not null,
  char_start  int not null,
  char_end    int not null,
  sentences   jsonb not null,
  language    text not null,
  acl         int not null,
  terms       int[] not null,       -- hashed, sorted, unique, 0 <= term < 1e9
  tfs         smallint[] not null,  -- how often each occurs
  length      int not null,         -- tokens
  bm          sparsevec(1000000000) not null,  -- document side of BM25 at avg_length_epoch, without idf
  primary key (tenant_id, library, passage_id),
  foreign key (tenant_id, library, document_id) references evimed.document on delete cascade
);
-- Scoring reads terms, tfs and bm of every candidate: keep them in the row, let the text move out.
alter table evimed.passage
  alter column terms set storage main,
  alter column tfs set storage main,
  alter column bm set storage main;
create index passage_document on evimed.passage (tenant_id, library, document_id, ordinal);
create index passage_terms on evimed.passage using gin (terms) with (gin_pending_list_limit = 1024);

create table evimed.passage_vector (
  tenant_id        text not null,
  library          text not null,
  stamp            text not null,  -- of the embedder: vectors of two stamps are never compared
  passage_id       text not null,
  document_id      text not null,
  language         text not null,
  acl              int not null,
  vector           halfvec not null,  -- unit length; its dimension is the stamp's
  sentence_vectors bytea not null,    -- float16 matrix, one row a sentence, little endian
  primary key (tenant_id, library, stamp, passage_id),
  foreign key (tenant_id, library, passage_id) references evimed.passage on delete cascade
);
alter table evimed.passage_vector alter column vector set storage main;
create index passage_vector_passage on evimed.passage_vector (tenant_id, library, passage_id);

create table evimed.term (
  tenant_id text not null,
  library   text not null,
  acl       int not null,
  term      int not null,
  df        int not null,
  primary key (tenant_id, library, acl, term),
  foreign key (tenant_id, library) references evimed.library on delete cascade
) with (fillfactor = 80);

create table evimed.quarantine (
  tenant_id text not null,
  library   text not null,
  source    text not null,
  sha256    text,
  code      text not null,
  details   jsonb not null default '{}',
  stamp     text not null,
  acl       int not null default 0,
  at        timestamptz not null default now(),
  primary key (tenant_id, library, source),
  foreign key (tenant_id, library) references evimed.library on delete cascade
);

create table evimed.answer (
  tenant_id   text not null,
  answer_id   text not null,
  library     text not null,
  question    text not null,
  record      json not null,    -- as it was given out, byte for byte
  documents   text[] not null,  -- ids it cites: goes when one of them is deleted
  asked_at    timestamptz not null default now(),
  user_name   text not null,
  acl_classes int[] not null,   -- classes it was made with: read by whoever holds them all
  primary key (tenant_id, answer_id),
  foreign key (tenant_id, library) references evimed.library on delete cascade
);
create index answer_documents on evimed.answer using gin (documents);

-- Row-level security ------------------------------------------------------------------------------------
-- Forced, so that it binds the owner too. The subselects are evaluated once a statement.

do $$
declare
  name text;
begin
  foreach name in array array['library_class', 'document', 'source', 'passage', 'passage_vector', 'term', 'quarantine'] loop
    execute format($policy$
      create policy scope on evimed.%I to public
        using (evimed.visible(tenant_id, acl, (select evimed.scope_tenant()), (select evimed.scope_classes())))
        with check (evimed.visible(tenant_id, acl, (select evimed.scope_tenant()), (select evimed.scope_classes())))
    $policy$, name);
  end loop;
  foreach name in array array['tenant', 'library'] loop
    execute format($policy$
      create policy scope on evimed.%I to public
        using (tenant_id = (select evimed.scope_tenant()))
        with check (tenant_id = (select evimed.scope_tenant()))
    $policy$, name);
  end loop;
  create policy scope on evimed.answer to public
    using (tenant_id = (select evimed.scope_tenant()) and acl_classes <@ (select evimed.scope_classes()))
    with check (tenant_id = (select evimed.scope_tenant()) and acl_classes <@ (select evimed.scope_classes()));
  foreach name in array array['tenant', 'library', 'library_class', 'document', 'source', 'passage',
                              'passage_vector', 'term', 'quarantine', 'answer'] loop
    execute format('alter table evimed.%I enable row level security, force row level security', name);
    execute format('create policy definer on evimed.%I to evimed_definer using (true) with check (true)', name);
  end loop;
end $$;

grant select, insert on evimed.tenant, evimed.answer to evimed_app;
grant select, insert, update, delete on evimed.library, evimed.library_class, evimed.document, evimed.source,
  evimed.passage, evimed.passage_vector, evimed.term, evimed.quarantine to evimed_app;
grant select on evimed.document_card to evimed_app;

grant select on all tables in schema evimed to evimed_definer;
grant delete on evimed.answer to evimed_definer;
grant update (bm) on evimed.passage to evimed_definer;
grant update (avg_length_epoch) on evimed.library to evimed_definer;

-- Weights -----------------------------------------------------------------------------------------------

-- Document side of BM25 as a sparse vector: tf / (tf + k1 * (1 - b + b * length / average)).
-- The same formula as store/weights.py (a test compares them).
create function evimed.weights(terms int[], tfs smallint[], length int, average double precision,
                               k1 double precision, b double precision) returns sparsevec
language sql immutable parallel safe
set search_path from current
return ('{' || coalesce((
  select string_agg((t.term + 1) || ':' || (t.tf / (t.tf + k1 * (1 - b + b * length / average)))::real, ',' order by t.term)
  from unnest(terms, tfs) as t (term, tf)), '') || '}/1000000000')::sparsevec;

-- Weigh a whole library anew when its average passage length has drifted; returns the passages weighed.
create function evimed.reweigh(in_library text, drift double precision, k1 double precision, b double precision)
returns bigint
language plpgsql volatile security definer set search_path from current
as $$
declare
  tenant text := evimed.scope_tenant();
  epoch double precision;
  average double precision;
  changed bigint;
begin
  select avg_length_epoch into epoch from evimed.library l
    where l.tenant_id = tenant and l.library = in_library for no key update;
  select sum(c.total_length)::double precision / nullif(sum(c.n_passages), 0) into average
    from evimed.library_class c where c.tenant_id = tenant and c.library = in_library;
  if average is null or epoch is null or (epoch > 0 and abs(average / epoch - 1) <= drift) then
    return 0;
  end if;
  update evimed.passage p set bm = evimed.weights(p.terms, p.tfs, p.length, average, k1, b)
    where p.tenant_id = tenant and p.library = in_library;
  get diagnostics changed = row_count;
  update evimed.library l set avg_length_epoch = average where l.tenant_id = tenant and l.library = in_library;
  return changed;
end $$;

-- Search ------------------------------------------------------------------------------------------------
-- SECURITY DEFINER because under a policy "terms &&" cannot use its index: the operator is not leakproof.

-- The best passages by exact BM25 (Lucene's form). A passage scores at most the sum of the idf of the terms
-- it has, so rows that have only common terms are read only if they could still reach the best ones
-- (MaxScore: Turtle and Flood 1995). Candidates are ordered by stored weights, then scored exactly.
create function evimed.search_lexical(
  in_library text, query_terms int[], query_idf real[], want int, in_language text default null,
  k1 double precision default 1.2, b double precision default 0.75)
returns table (passage_id text, score double precision)
language plpgsql stable security definer
set search_path from current
set plan_cache_mode = force_custom_plan
as $$
declare
  tenant text := evimed.scope_tenant();
  classes int[] := evimed.scope_classes();
  depth int := greatest(10 * want, 200);
  passages double precision;
  average double precision;
  query sparsevec;
  essential int[];
  needed int[];
  ids text[];
  scores double precision[];
  threshold double precision;
begin
  select sum(c.n_passages), sum(c.total_length)::double precision / nullif(sum(c.n_passages), 0)
    into passages, average
    from evimed.library_class c
    where c.library = in_library and evimed.visible(c.tenant_id, c.acl, tenant, classes);
  if average is null or want < 1 or coalesce(cardinality(query_terms), 0) = 0 then
    return;
  end if;
  select ('{' || string_agg((q.term + 1) || ':' || q.idf, ',' order by q.term) || '}/1000000000')::sparsevec
    into query
    from unnest(query_terms, query_idf) as q (term, idf);
  -- Begin with the rarest terms, about 4,000 rows (idf tells df); always at least one.
  select array_agg(w.term) into essential
    from (select q.term, sum((passages + 1) / exp(q.idf)) over (order by q.idf desc, q.term) as rows_so_far,
                 row_number() over (order by q.idf desc, q.term) as place
          from unnest(query_terms, query_idf) as q (term, idf)) w
    where w.place = 1 or w.rows_so_far <= 4000;
  loop
    with candidate as materialized (
      select p.passage_id, p.terms, p.tfs, p.length
      from evimed.passage p
      where p.terms && essential
        and p.library = in_library
        and evimed.visible(p.tenant_id, p.acl, tenant, classes)
        and (in_language is null or p.language = in_language)
      order by p.bm <#> query
      limit depth
    ), scored as (
      -- tf by position: many times faster than to unnest all terms of a candidate
      select c.passage_id,
             sum(q.idf * f.tf / (f.tf + k1 * (1 - b + b * c.length / average))) as score
      from candidate c
      cross join unnest(query_terms, query_idf) as q (term, idf)
      cross join lateral (select c.tfs[array_position(c.terms, q.term)] as tf) f
      where f.tf is not null
      group by c.passage_id
      order by 2 desc, 1
      limit want
    )
    select array_agg(s.passage_id order by s.score desc, s.passage_id),
           array_agg(s.score order by s.score desc, s.passage_id)
      into ids, scores from scored s;
    threshold := coalesce(scores[want], 0);
    -- Terms that together cannot lift a passage over the threshold need not be looked up.
    select array_agg(w.term) into needed
      from (select q.term, sum(greatest(q.idf, 0)) over (order by q.idf, q.term desc) as reach
            from unnest(query_terms, query_idf) as q (term, idf)) w
      where w.reach > threshold;
    exit when needed is null or needed <@ essential;
    essential := needed;
  end loop;
  return query select r.id, r.s from unnest(ids, scores) as r (id, s);
end $$;

-- The nearest passages by inner product of unit vectors. Exact below 20,000 rows, then by HNSW, whose
-- partial index exists only then (store/vectors.py); a Scope so narrow that the index finds too few rows
-- falls back to the exact scan.
create function evimed.search_dense(
  in_library text, in_stamp text, query halfvec, want int, in_language text default null)
returns table (passage_id text, score double precision)
language plpgsql stable security definer
set search_path from current
set plan_cache_mode = force_custom_plan
set hnsw.iterative_scan = 'strict_order'
set hnsw.ef_search = 100
as $$
declare
  tenant text := evimed.scope_tenant();
  classes int[] := evimed.scope_classes();
  ids text[];
  scores double precision[];
begin
  if tenant is null or classes is null or want < 1 then
    return;
  end if;
  if exists (
    select from pg_index i
    where i.indexrelid = to_regclass('evimed.' || evimed.vector_index_name(in_stamp)) and i.indisvalid
  ) then
    execute format($search$
      select array_agg(n.passage_id order by n.distance), array_agg(-n.distance order by n.distance) from (
        select v.passage_id, v.vector::halfvec(%1$s) <#> $1::halfvec(%1$s) as distance
        from evimed.passage_vector v
        where v.stamp = %2$L
          and v.library = $2
          and evimed.visible(v.tenant_id, v.acl, $3, $4)
          and ($5 is null or v.language = $5)
        order by 2
        limit $6) n
    $search$, vector_dims(query), in_stamp)
    into ids, scores using query, in_library, tenant, classes, in_language, want;
  end if;
  if coalesce(cardinality(ids), 0) < want then
    select array_agg(n.passage_id order by n.distance), array_agg(-n.distance order by n.distance)
      into ids, scores from (
        select v.passage_id, v.vector <#> query as distance
        from evimed.passage_vector v
        where v.stamp = in_stamp
          and v.library = in_library
          and evimed.visible(v.tenant_id, v.acl, tenant, classes)
          and (in_language is null or v.language = in_language)
        order by 2
        limit want) n;
  end if;
  return query select r.id, r.s from unnest(ids, scores) as r (id, s);
end $$;

-- Name of the HNSW index of a stamp.
create function evimed.vector_index_name(stamp text) returns text
language sql immutable parallel safe
return 'passage_vector_' || left(md5(stamp), 16);

-- Answers that cite a document, deleted whoever asked them: a quotation is part of the document.
create function evimed.forget_answers(in_library text, in_document text) returns bigint
language plpgsql volatile security definer set search_path from current
as $$
declare
  forgotten bigint;
begin
  if not exists (
    select from evimed.document d
    where d.library = in_library and d.document_id = in_document
      and evimed.visible(d.tenant_id, d.acl, evimed.scope_tenant(), evimed.scope_classes())
  ) then
    return 0;
  end if;
  delete from evimed.answer a
    where a.tenant_id = evimed.scope_tenant() and a.library = in_library and a.documents @> array[in_document];
  get diagnostics forgotten = row_count;
  return forgotten;
end $$;

-- For the administrator (evimed doctor), over all tenants: counts, never content.
create function evimed.library_counts()
returns table (tenant_id text, library text, version bigint, documents bigint, passages bigint, vectors bigint)
language sql stable security definer set search_path from current
as $$
  select l.tenant_id, l.library, l.version,
    (select count(*) from evimed.document d where d.tenant_id = l.tenant_id and d.library = l.library),
    (select count(*) from evimed.passage p where p.tenant_id = l.tenant_id and p.library = l.library),
    (select count(*) from evimed.passage_vector v where v.tenant_id = l.tenant_id and v.library = l.library)
  from evimed.library l order by 1, 2
$$;

-- For building indexes: the embedders in use, over all tenants.
create function evimed.vector_stamps() returns table (stamp text, dimensions int, vectors bigint)
language sql stable security definer set search_path from current
as $$
  select v.stamp, min(vector_dims(v.vector)), count(*) from evimed.passage_vector v group by v.stamp order by 1
$$;

-- Functions belong to evimed_definer and are called by evimed_app only.
grant create on schema evimed to evimed_definer;
do $$
declare
  owner text := current_user;
  role text := current_setting('role');
  call regprocedure;
  calls regprocedure[] := array[
    'evimed.reweigh(text, double precision, double precision, double precision)',
    'evimed.search_lexical(text, int[], real[], int, text, double precision, double precision)',
    'evimed.search_dense(text, text, halfvec, int, text)',
    'evimed.forget_answers(text, text)',
    'evimed.library_counts()',
    'evimed.vector_stamps()'];
begin
  foreach call in array calls loop
    execute format('alter function %s owner to evimed_definer', call);
  end loop;
  set local role evimed_definer;
  foreach call in array calls loop
    execute format('revoke execute on function %s from public', call);
    execute format('grant execute on function %s to %I', call,
                   case when call = any (calls[5:]) then owner else 'evimed_app' end);
  end loop;
  perform set_config('role', role, true);
end $$;
revoke create on schema evimed from evimed_definer;
