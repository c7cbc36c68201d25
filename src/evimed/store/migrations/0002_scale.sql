-- Term counts of new documents wait and are added many at once; a library changes embedders without a gap.

-- Counts of new documents: one row a document, until evimed.term takes them in.
create table evimed.uncounted (
  tenant_id   text not null,
  library     text not null,
  document_id text not null,
  acl         int not null,
  terms       int[] not null,  -- sorted, unique
  dfs         int[] not null,  -- in how many passages of the document each occurs
  pairs       int not null,    -- cardinality of both
  primary key (tenant_id, library, document_id),
  foreign key (tenant_id, library, document_id) references evimed.document on delete cascade
);
-- Read whole and soon gone: not worth compressing.
alter table evimed.uncounted alter column terms set storage external, alter column dfs set storage external;

create policy scope on evimed.uncounted to public
  using (evimed.visible(tenant_id, acl, (select evimed.scope_tenant()), (select evimed.scope_classes())))
  with check (evimed.visible(tenant_id, acl, (select evimed.scope_tenant()), (select evimed.scope_classes())));
create policy definer on evimed.uncounted to evimed_definer using (true) with check (true);
alter table evimed.uncounted enable row level security, force row level security;
grant select, insert, delete on evimed.uncounted to evimed_app;
grant select on evimed.uncounted to evimed_definer;

-- Millions of term rows, and a foreign key is checked for each: what goes with a library goes by a trigger.
alter table evimed.term drop constraint term_tenant_id_library_fkey;

create function evimed.forget_terms() returns trigger
language plpgsql security definer set search_path from current
as $$
begin
  delete from evimed.term t where t.tenant_id = old.tenant_id and t.library = old.library;
  return old;
end $$;
create trigger forget_terms after delete on evimed.library for each row execute function evimed.forget_terms();

grant delete on evimed.term to evimed_definer;

-- The embedder whose vectors were last complete: questions are measured against those alone.
alter table evimed.library add column vector_stamp text;

-- What is scored stays in the row, what is only shown moves out: a third of the pages to read.
alter table evimed.passage set (toast_tuple_target = 1024);
alter table evimed.passage alter column text set storage external, alter column sentences set storage external;

-- A Scope that sees little is read whole by these; what a word or a neighbourhood finds outside it would have to be
-- thrown away row by row.
create index passage_class on evimed.passage (tenant_id, library, acl);
create index passage_vector_class on evimed.passage_vector (tenant_id, library, stamp, acl);

-- Search, again: owned by evimed_definer, and replaced in its name.
grant create on schema evimed to evimed_definer;
alter function evimed.forget_terms() owner to evimed_definer;
select set_config('evimed.former_role', current_setting('role'), true);
set local role evimed_definer;

-- The best passages by exact BM25 (Lucene's form), in a few passes over the index, rarest terms first. A passage
-- scores at most the sum of the idf of the terms it has (MaxScore: Turtle and Flood 1995), so passes end when
-- rows with none of the terms read so far cannot reach the last of the best. Those that still can must have every
-- term without which it cannot be reached: they are looked up together, an intersection, which leaves few rows.
-- Candidates are ordered by stored weights, then scored exactly.
create or replace function evimed.search_lexical(
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
  any_of int[];
  all_of int[] := '{}';
  none_of int[] := '{}';
  ids text[] := '{}';
  scores double precision[] := '{}';
  threshold double precision;
  reach double precision;
  remaining int[];
  step text := 'terms';
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
  -- Begin with the rarest terms, about 2,000 rows (idf tells df); always at least one.
  select array_agg(w.term) into any_of
    from (select q.term, sum((passages + 1) / exp(q.idf)) over (order by q.idf desc, q.term) as rows_so_far,
                 row_number() over (order by q.idf desc, q.term) as place
          from unnest(query_terms, query_idf) as q (term, idf)) w
    where w.place = 1 or w.rows_so_far <= 2000;
  loop
    with candidate as materialized (
      select p.passage_id, p.terms, p.tfs, p.length
      from evimed.passage p
      where p.terms && any_of
        and p.terms @> all_of
        and not p.terms && none_of
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
    ), best as (
      select u.passage_id, max(u.score) as score
      from (select s.passage_id, s.score from scored s
            union all
            select r.id, r.s from unnest(ids, scores) as r (id, s)) u
      group by u.passage_id
      order by 2 desc, 1
      limit want
    )
    select coalesce(array_agg(s.passage_id order by s.score desc, s.passage_id), '{}'),
           coalesce(array_agg(s.score order by s.score desc, s.passage_id), '{}')
      into ids, scores from best s;
    threshold := coalesce(scores[want], 0);
    exit when step = 'rest';
    if step = 'terms' then
      none_of := none_of || any_of;
    end if;
    select array_agg(q.term order by q.idf desc, q.term), sum(greatest(q.idf, 0)) into remaining, reach
      from unnest(query_terms, query_idf) as q (term, idf) where not q.term = any (none_of);
    exit when coalesce(reach, 0) <= threshold;
    select coalesce(array_agg(q.term), '{}') into all_of
      from unnest(query_terms, query_idf) as q (term, idf)
      where q.term = any (remaining) and reach - q.idf <= threshold;
    any_of := all_of;
    if cardinality(all_of) > 0 then
      step := 'rest';
    elsif step = 'terms' and cardinality(remaining) > 1 then
      step := 'probe';  -- rows with the two rarest of the remaining: a cheap way to a higher threshold
      all_of := remaining[1:2];
      any_of := all_of;
    else
      step := 'terms';
      select array_agg(w.term) into any_of
        from (select q.term, sum((passages + 1) / exp(q.idf)) over (order by q.idf desc, q.term) as rows_so_far,
                     row_number() over (order by q.idf desc, q.term) as place
              from unnest(query_terms, query_idf) as q (term, idf) where q.term = any (remaining)) w
        where w.place = 1 or w.rows_so_far <= 2000;
    end if;
  end loop;
  return query select r.id, r.s from unnest(ids, scores) as r (id, s);
end $$;

-- The nearest passages by inner product of unit vectors. Exact where the library or what the Scope sees of it
-- is small, and where there is no HNSW index (store/vectors.py) or it finds too few visible rows.
create or replace function evimed.search_dense(
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
  passages bigint;
  ids text[];
  scores double precision[];
begin
  if tenant is null or classes is null or want < 1 then
    return;
  end if;
  select sum(c.n_passages) into passages from evimed.library_class c
    where c.library = in_library and evimed.visible(c.tenant_id, c.acl, tenant, classes);
  if passages > 5000 and exists (
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

select set_config('role', current_setting('evimed.former_role'), true);
revoke create on schema evimed from evimed_definer;
