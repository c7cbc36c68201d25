-- Words are searched in segments: for thousands of passages at once, the weights of a term as one vector.

-- Up to 16,000 passages of one permission class (the most dimensions a vector can have), by their slot in it.
create table evimed.segment (
  tenant_id text not null,
  library   text not null,
  segment   bigint generated always as identity,
  acl       int not null,
  size      int not null check (size between 1 and 16000),
  average   double precision not null,  -- tokens of an average passage when the weights were made
  longest   int not null,               -- tokens of its longest passage: bounds what another average changes
  alive     bit varying not null,       -- one bit a slot: 0 when its passage has been deleted
  primary key (tenant_id, library, segment),
  foreign key (tenant_id, library) references evimed.library on delete cascade
);
alter table evimed.segment alter column alive set storage external;

-- Which passages the slots are: those of a document, from first_slot on.
create table evimed.segment_document (
  tenant_id   text not null,
  library     text not null,
  segment     bigint not null,
  first_slot  int not null,  -- the first of a segment is 0
  acl         int not null,
  document_id text not null,
  ordinals    int[] not null,
  primary key (tenant_id, library, segment, first_slot),
  foreign key (tenant_id, library, segment) references evimed.segment on delete cascade,
  foreign key (tenant_id, library, document_id) references evimed.document on delete cascade
);
create index segment_document_document on evimed.segment_document (tenant_id, library, document_id);

-- Weights of a term that many passages of a segment have: dimension = slot + 1.
create table evimed.posting (
  tenant_id text not null,
  library   text not null,
  segment   bigint not null,
  term      int not null,
  acl       int not null,
  weights   sparsevec not null,
  primary key (tenant_id, library, segment, term)
);
alter table evimed.posting alter column weights set storage external;  -- read whole, often: not worth unpacking

-- Terms that few passages of a segment have, some 64 postings a row, sorted by term; a term is in one row only.
create table evimed.posting_tail (
  tenant_id  text not null,
  library    text not null,
  segment    bigint not null,
  first_term int not null,
  acl        int not null,
  terms      int[] not null,
  slots      smallint[] not null,
  weights    real[] not null,
  primary key (tenant_id, library, segment, first_term)
);
alter table evimed.posting_tail
  alter column terms set storage plain, alter column slots set storage plain, alter column weights set storage plain;

-- Documents that are in no segment yet: their passages are read one by one, by the weights in passage.bm.
create table evimed.unsegmented (
  tenant_id   text not null,
  library     text not null,
  document_id text not null,
  acl         int not null,
  passages    int not null,
  average     double precision not null,  -- tokens of an average passage when those were made
  primary key (tenant_id, library, document_id),
  foreign key (tenant_id, library, document_id) references evimed.document on delete cascade
);

do $$
declare
  name text;
begin
  foreach name in array array['segment', 'segment_document', 'posting', 'posting_tail', 'unsegmented'] loop
    execute format($policy$
      create policy scope on evimed.%I to public
        using (evimed.visible(tenant_id, acl, (select evimed.scope_tenant()), (select evimed.scope_classes())))
        with check (evimed.visible(tenant_id, acl, (select evimed.scope_tenant()), (select evimed.scope_classes())))
    $policy$, name);
    execute format('create policy definer on evimed.%I to evimed_definer using (true) with check (true)', name);
    execute format('alter table evimed.%I enable row level security, force row level security', name);
    execute format('grant select, insert, delete on evimed.%I to evimed_app, evimed_definer', name);
  end loop;
end $$;
grant update (passages, average) on evimed.unsegmented to evimed_definer;
grant update (alive) on evimed.segment to evimed_definer;
grant update (weights) on evimed.posting to evimed_definer;
grant update (terms, slots, weights) on evimed.posting_tail to evimed_definer;

-- The average length that a passage was weighed for, out of one of its weights: two writers that begin a library
-- at once each weigh for their own.
create function evimed.weighed_for(terms int[], tfs smallint[], length int, bm sparsevec) returns double precision
language sql immutable parallel safe
set search_path from current
return (
  select 0.75 * length / nullif(tfs[1] * (1 - w.weight) / w.weight / 1.2 - 0.25, 0)
  from (select -(bm <#> ('{' || (terms[1] + 1) || ':1}/1000000000')::sparsevec) as weight) w
);

-- Whoever puts passages in, and however: they wait.
create function evimed.note_unsegmented() returns trigger
language plpgsql security definer set search_path from current
as $$
begin
  insert into evimed.unsegmented as u (tenant_id, library, document_id, acl, passages, average)
    select a.tenant_id, a.library, a.document_id, a.acl, a.passages,
           case when a.terms = '{}' then 1 else evimed.weighed_for(a.terms, a.tfs, a.length, a.bm) end
    from (select n.*, count(*) over document as passages, row_number() over document as place
          from added n
          window document as (
            partition by n.tenant_id, n.library, n.document_id order by (n.terms = '{}'), n.ordinal
            rows between unbounded preceding and unbounded following)) a
    where a.place = 1
    on conflict (tenant_id, library, document_id) do update set passages = u.passages + excluded.passages;
  return null;
end $$;
create trigger note_unsegmented after insert on evimed.passage
  referencing new table as added for each statement execute function evimed.note_unsegmented();

-- What is deleted is gone from the postings too, not only hidden. Before, because the passages tell the terms.
create function evimed.forget_slots() returns trigger
language plpgsql security definer set search_path from current
as $$
declare
  place record;
  gone int[];
  kept vector;
begin
  if not exists (select from evimed.library l where l.tenant_id = old.tenant_id and l.library = old.library) then
    return old;  -- all of it goes
  end if;
  for place in
    select d.segment, d.first_slot as first, d.first_slot + cardinality(d.ordinals) as after, d.ordinals, s.size
    from evimed.segment_document d join evimed.segment s using (tenant_id, library, segment)
    where d.tenant_id = old.tenant_id and d.library = old.library and d.document_id = old.document_id
  loop
    select array_agg(distinct t.term) into gone
      from evimed.passage p cross join lateral unnest(p.terms) as t (term)
      where p.tenant_id = old.tenant_id and p.library = old.library and p.document_id = old.document_id
        and p.ordinal = any (place.ordinals);
    kept := (array_fill(1::real, array[place.first]) || array_fill(0::real, array[place.after - place.first])
             || array_fill(1::real, array[place.size - place.after]))::vector;
    update evimed.posting p set weights = (p.weights::vector * kept)::sparsevec
      where p.tenant_id = old.tenant_id and p.library = old.library and p.segment = place.segment
        and p.term = any (gone);
    update evimed.posting_tail r set terms = k.terms, slots = k.slots, weights = k.weights
      from (
        select t.first_term,
               coalesce(array_agg(e.term order by e.at) filter (where e.stays), '{}') as terms,
               coalesce(array_agg(e.slot order by e.at) filter (where e.stays), '{}') as slots,
               coalesce(array_agg(e.weight order by e.at) filter (where e.stays), '{}') as weights
        from (
          select distinct (
            select t.first_term from evimed.posting_tail t
            where t.tenant_id = old.tenant_id and t.library = old.library and t.segment = place.segment
              and t.first_term <= g.term
            order by t.first_term desc limit 1) as first_term
          from unnest(gone) as g (term)
        ) touched
        join evimed.posting_tail t
          on t.tenant_id = old.tenant_id and t.library = old.library and t.segment = place.segment
          and t.first_term = touched.first_term
        cross join lateral (
          select u.*, not (u.slot >= place.first and u.slot < place.after) as stays
          from unnest(t.terms, t.slots, t.weights) with ordinality as u (term, slot, weight, at)
        ) e
        group by t.first_term
        having not bool_and(e.stays)
      ) k
      where r.tenant_id = old.tenant_id and r.library = old.library and r.segment = place.segment
        and r.first_term = k.first_term;
    update evimed.segment s
      set alive = overlay(s.alive placing repeat('0', place.after - place.first)::bit varying from place.first + 1)
      where s.tenant_id = old.tenant_id and s.library = old.library and s.segment = place.segment;
  end loop;
  return old;
end $$;
create trigger forget_slots before delete on evimed.document
  for each row execute function evimed.forget_slots();

-- A segment that is made anew takes its postings along.
create function evimed.forget_postings() returns trigger
language plpgsql security definer set search_path from current
as $$
begin
  delete from evimed.posting p
    where p.tenant_id = old.tenant_id and p.library = old.library and p.segment = old.segment;
  delete from evimed.posting_tail p
    where p.tenant_id = old.tenant_id and p.library = old.library and p.segment = old.segment;
  return null;
end $$;
create trigger forget_postings after delete on evimed.segment
  for each row execute function evimed.forget_postings();

-- No search looks for the rows that have a term any more, and to keep this up was a fifth of the work of putting
-- passages in.
drop index evimed.passage_terms;

-- Sum of vectors; the one of pgvector adds up in double precision, ten times slower.
create aggregate evimed.sum_of(vector) (sfunc = vector_add, stype = vector, parallel = safe);

-- A vector of the most dimensions, all the same. Doubled seven times: ten times faster than one array.
create function evimed.constant(value real) returns vector
language sql immutable parallel safe
set search_path from current
return (
  select h || h from (select g || g as h from (select f || f as g from (select e || e as f from (
    select d || d as e from (select c || c as d from (select b || b as c from (
      select array_fill(value, array[125])::vector as b
      offset 0) s offset 0) s offset 0) s offset 0) s offset 0) s offset 0) s offset 0) s);

-- A setting of pgvector can be named by others than the superuser only once it is loaded.
select '[1]'::vector;

-- Search, again: owned by evimed_definer, and replaced in its name.
grant create on schema evimed to evimed_definer;
alter function evimed.note_unsegmented() owner to evimed_definer;
alter function evimed.forget_slots() owner to evimed_definer;
alter function evimed.forget_postings() owner to evimed_definer;
select set_config('evimed.former_role', current_setting('role'), true);
set local role evimed_definer;

-- What is there already waits. In this role, because row-level security binds the owner.
insert into evimed.unsegmented (tenant_id, library, document_id, acl, passages, average)
  select p.tenant_id, p.library, p.document_id, p.acl, count(*), coalesce(nullif(min(l.avg_length_epoch), 0), 1)
  from evimed.passage p join evimed.library l using (tenant_id, library)
  group by 1, 2, 3, 4;

-- Weigh what waits anew when the average passage length of the library has drifted; returns the passages weighed.
-- Segments are made anew by store/segments.py.
create or replace function evimed.reweigh(in_library text, drift double precision, k1 double precision, b double precision)
returns bigint
language plpgsql volatile security definer set search_path from current
as $$
declare
  tenant text := evimed.scope_tenant();
  epoch double precision;
  mean double precision;
  changed bigint;
begin
  select avg_length_epoch into epoch from evimed.library l
    where l.tenant_id = tenant and l.library = in_library for no key update;
  select sum(c.total_length)::double precision / nullif(sum(c.n_passages), 0) into mean
    from evimed.library_class c where c.tenant_id = tenant and c.library = in_library;
  if mean is null or epoch is null or (epoch > 0 and abs(mean / epoch - 1) <= drift) then
    return 0;
  end if;
  update evimed.passage p set bm = evimed.weights(p.terms, p.tfs, p.length, mean, k1, b)
    from evimed.unsegmented u
    where u.tenant_id = tenant and u.library = in_library
      and p.tenant_id = tenant and p.library = in_library and p.document_id = u.document_id;
  get diagnostics changed = row_count;
  update evimed.unsegmented u set average = mean where u.tenant_id = tenant and u.library = in_library;
  update evimed.library l set avg_length_epoch = mean where l.tenant_id = tenant and l.library = in_library;
  return changed;
end $$;

drop function evimed.search_lexical(text, int[], real[], int, text, double precision, double precision);

-- The best passages by exact BM25 (Lucene's form).
--
-- Every slot of every visible segment is scored: the weights of a term, as a vector, times its idf, added up. What
-- comes out is BM25 for the average length at the time of the segment; for today's it is at most "hi" times and at
-- least "lo" times that, since (1 + k1 (1 - b + b L / then)) / (1 + k1 (1 - b + b L / now)) grows or falls with L and
-- is furthest from 1 for the longest passage. So each passage scores between a least and a most; those whose most
-- reaches the want-th best of the least are all that are scored exactly, from their terms. The want-th best of a
-- sample ("floor") tells which slots to take out of the vectors.
create function evimed.search_lexical(
  in_library text, query_terms int[], query_idf real[], want int,
  k1 double precision default 1.2, b double precision default 0.75)
returns table (passage_id text, score double precision)
language plpgsql stable security definer
set search_path from current
set plan_cache_mode = force_generic_plan  -- planning takes as long as many a search
set enable_seqscan = off  -- all is read by its key, also before the statistics of a growing table say so
as $$
#variable_conflict use_column
declare
  tenant text := evimed.scope_tenant();
  classes int[] := evimed.scope_classes();
  near constant double precision := 0.9999;  -- single precision, and equal scores
  total double precision;
  mean double precision;
  query sparsevec;
begin
  select sum(c.n_passages), sum(c.total_length)::double precision / nullif(sum(c.n_passages), 0)
    into total, mean
    from evimed.library_class c
    where c.library = in_library and evimed.visible(c.tenant_id, c.acl, tenant, classes);
  if mean is null or want < 1 or coalesce(cardinality(query_terms), 0) = 0 then
    return;
  end if;
  select ('{' || string_agg((q.term + 1) || ':' || q.idf, ',' order by q.term) || '}/1000000000')::sparsevec
    into query
    from unnest(query_terms, query_idf) as q (term, idf);
  return query
  with asked as materialized (
    select q.term, q.idf, evimed.constant(q.idf) as vector
    from unnest(query_terms, query_idf) as q (term, idf)
  ), seen as materialized (
    select s.segment, s.size, s.alive || B'' as alive,  -- "|| B''": unpacked once
           least(1, f.ratio) as lo, greatest(1, f.ratio) as hi,
           ceil(s.size * least(1, (4000 + total / 100) / total))::int as sampled
    from evimed.segment s
    cross join lateral (
      select (1 + k1 * (1 - b + b * s.longest / s.average)) / (1 + k1 * (1 - b + b * s.longest / mean)) as ratio
    ) f
    where s.library = in_library and evimed.visible(s.tenant_id, s.acl, tenant, classes)
  ), summed as materialized (
    -- By segment, not in one join: a sort would carry the vectors, and write them to disk.
    select s.segment, a.scores, a.terms
    from seen s
    cross join lateral (
      select evimed.sum_of(p.weights::vector
               * case when s.size = vector_dims(q.vector) then q.vector else subvector(q.vector, 1, s.size) end) as scores,
             array_agg(p.term) as terms
      from evimed.posting p
      join asked q on q.term = p.term
      where p.tenant_id = tenant and p.library = in_library and p.segment = s.segment and p.term = any (query_terms)
    ) a
    where a.scores is not null
  ), rare as materialized (
    select r.segment, r.slot, r.score - coalesce(subvector(a.scores, r.slot + 1, 1) <#> '[1]', 0) as score
    from (
      select s.segment, e.slot::int as slot, sum(q.idf * e.weight)::double precision as score
      from seen s
      left join summed a on a.segment = s.segment
      cross join lateral unnest(query_terms, query_idf) as q (term, idf)
      cross join lateral (
        select t.terms, t.slots, t.weights from evimed.posting_tail t
        where t.tenant_id = tenant and t.library = in_library and t.segment = s.segment and t.first_term <= q.term
        order by t.first_term desc
        limit 1
      ) t
      cross join lateral (
        select width_bucket(q.term - 1, t.terms) + 1 as first, width_bucket(q.term, t.terms) as last offset 0
      ) place
      cross join lateral unnest(t.slots[place.first:place.last], t.weights[place.first:place.last]) as e (slot, weight)
      where (q.term = any (a.terms)) is not true and place.first <= place.last and get_bit(s.alive, e.slot) = 1
      group by s.segment, e.slot
    ) r
    left join summed a on a.segment = r.segment
  ), waits as materialized (
    select w.passage_id, w.score * least(1, mean / w.average) as least, w.score * greatest(1, mean / w.average) as most
    from (
      select p.passage_id, -(p.bm <#> query) as score, u.average
      from evimed.unsegmented u
      join evimed.passage p
        on p.tenant_id = tenant and p.library = in_library and p.document_id = u.document_id
      where u.library = in_library and evimed.visible(u.tenant_id, u.acl, tenant, classes)
      offset 0
    ) w
    where w.score > 0
  ), floor as materialized (
    select greatest(0,
      (select u.score * s.lo as least
       from summed a
       join seen s on s.segment = a.segment
       cross join lateral unnest(subvector(a.scores, 1, s.sampled)::real[]) with ordinality as u (score, place)
       where u.score > 0 and get_bit(s.alive, u.place::int - 1) = 1
       order by 1 desc offset want - 1 limit 1),
      (select r.score * s.lo from rare r join seen s on s.segment = r.segment order by 1 desc offset want - 1 limit 1),
      (select w.least from waits w order by 1 desc offset want - 1 limit 1)
    ) as least
  ), common as (
    -- One bit a slot that reaches the floor; between the ones of its text lie the slots that do not.
    select a.segment, b.slot, -(subvector(a.scores, b.slot + 1, 1) <#> '[1]') as score
    from summed a
    join seen s on s.segment = a.segment
    cross join lateral (
      select (sum(length(piece) + 1) over (order by place))::int - 1 as slot
      from string_to_table(
        (binary_quantize(a.scores - subvector(
           (select evimed.constant((near * f.least / s.hi)::real) from floor f), 1, s.size)) & s.alive)::text, '1')
        with ordinality as t (piece, place)
    ) b
    where b.slot < s.size
  ), candidate as materialized (
    select c.segment, c.slot, null as passage_id, max(c.score) * s.lo as least, max(c.score) * s.hi as most
    from (select * from common union all select * from rare) c
    join seen s on s.segment = c.segment
    group by c.segment, c.slot, s.lo, s.hi
    union all
    select null, null, w.passage_id, w.least, w.most
    from waits w
    where w.most >= near * (select f.least from floor f)
  ), chosen as materialized (
    select c.segment, c.slot, c.passage_id
    from candidate c
    where c.most >= near * coalesce((select k.least from candidate k order by 1 desc offset want - 1 limit 1), 0)
  ), full_row as materialized (
    -- "|| {}": unpacked once, not once a term
    select p.passage_id, p.terms || '{}'::int[] as terms, p.tfs || '{}'::smallint[] as tfs, p.length
    from chosen c
    cross join lateral (
      select d.document_id, d.ordinals[c.slot - d.first_slot + 1] as ordinal
      from evimed.segment_document d
      where d.tenant_id = tenant and d.library = in_library and d.segment = c.segment and d.first_slot <= c.slot
      order by d.first_slot desc
      limit 1
    ) d
    join evimed.passage p
      on p.tenant_id = tenant and p.library = in_library and p.document_id = d.document_id and p.ordinal = d.ordinal
    where c.segment is not null and evimed.visible(p.tenant_id, p.acl, tenant, classes)
    union all
    select p.passage_id, p.terms || '{}'::int[], p.tfs || '{}'::smallint[], p.length
    from chosen c
    join evimed.passage p on p.tenant_id = tenant and p.library = in_library and p.passage_id = c.passage_id
    where c.segment is null and evimed.visible(p.tenant_id, p.acl, tenant, classes)
  )
  select r.passage_id, sum(q.idf * f.tf / (f.tf + k1 * (1 - b + b * r.length / mean))) as score
  from full_row r
  cross join unnest(query_terms, query_idf) as q (term, idf)
  cross join lateral (select width_bucket(q.term, r.terms) as at offset 0) place
  cross join lateral (select r.tfs[place.at] as tf) f
  where r.terms[place.at] = q.term
  group by r.passage_id
  order by 2 desc, 1
  limit want;
end $$;
-- The nearest passages by inner product of unit vectors. Exact where the library or what the Scope sees of it
-- is small, and where there is no HNSW index (store/vectors.py) or it finds too few visible rows. The index has to
-- go through indexed / passages rows for each that is seen, some ten times as slowly as they are read in order.
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
  passages double precision;
  indexed double precision;
  ids text[];
  scores double precision[];
begin
  if tenant is null or classes is null or want < 1 then
    return;
  end if;
  select sum(c.n_passages) into passages from evimed.library_class c
    where c.library = in_library and evimed.visible(c.tenant_id, c.acl, tenant, classes);
  select c.reltuples into indexed
    from pg_index i join pg_class c on c.oid = i.indexrelid
    where i.indexrelid = to_regclass('evimed.' || evimed.vector_index_name(in_stamp)) and i.indisvalid;
  if indexed is not null and passages > 5000 and passages * passages > 10.0 * want * indexed then
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

revoke execute on function evimed.search_lexical(text, int[], real[], int, double precision, double precision)
  from public;
grant execute on function evimed.search_lexical(text, int[], real[], int, double precision, double precision)
  to evimed_app;

select set_config('role', current_setting('evimed.former_role'), true);
revoke create on schema evimed from evimed_definer;
