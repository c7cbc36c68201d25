-- Small permission classes share segments: a search pays for each segment, whatever is in it.

-- Of a segment that several classes share, acl is -1, which no Scope holds, and "shared" names them. Its rows are
-- seen, taken apart and made anew by whoever holds them all; a search shows of it what the Scope holds.
alter table evimed.segment
  add column shared int[],
  add constraint segment_shared check ((acl = -1) = (shared is not null));

-- Which slots of a shared segment are of a class, one bit a slot.
create table evimed.segment_class (
  tenant_id text not null,
  library   text not null,
  acl       int not null,
  segment   bigint not null,
  slots     bit varying not null,
  primary key (tenant_id, library, acl, segment),
  foreign key (tenant_id, library, segment) references evimed.segment on delete cascade
);
create index segment_class_segment on evimed.segment_class (tenant_id, library, segment);

create policy scope on evimed.segment_class to public
  using (evimed.visible(tenant_id, acl, (select evimed.scope_tenant()), (select evimed.scope_classes())))
  with check (evimed.visible(tenant_id, acl, (select evimed.scope_tenant()), (select evimed.scope_classes())));
create policy definer on evimed.segment_class to evimed_definer using (true) with check (true);
alter table evimed.segment_class enable row level security, force row level security;
grant select, insert, delete on evimed.segment_class to evimed_app, evimed_definer;

create policy shared on evimed.segment to public
  using (tenant_id = (select evimed.scope_tenant()) and shared <@ (select evimed.scope_classes()))
  with check (tenant_id = (select evimed.scope_tenant()) and shared <@ (select evimed.scope_classes()));
-- Postings of a shared segment are put in by whoever makes it, and read by the search alone.
do $$
declare
  name text;
begin
  foreach name in array array['posting', 'posting_tail'] loop
    execute format($policy$
      create policy shared on evimed.%1$I for insert to public
        with check (acl = -1 and tenant_id = (select evimed.scope_tenant()) and exists (
          select from evimed.segment s
          where s.tenant_id = %1$I.tenant_id and s.library = %1$I.library and s.segment = %1$I.segment
            and s.acl = -1))
    $policy$, name);
  end loop;
end $$;

grant create on schema evimed to evimed_definer;
select set_config('evimed.former_role', current_setting('role'), true);
set local role evimed_definer;

-- The best passages by exact BM25 (Lucene's form).
--
-- Every slot of every segment with something visible in it is scored; slots that the Scope does not see are left out of
-- what follows: the weights of a term, as a vector, times its idf, added up. What
-- comes out is BM25 for the average length at the time of the segment; for today's it is at most "hi" times and at
-- least "lo" times that, since (1 + k1 (1 - b + b L / then)) / (1 + k1 (1 - b + b L / now)) grows or falls with L and
-- is furthest from 1 for the longest passage. So each passage scores between a least and a most; those whose most
-- reaches the want-th best of the least are all that are scored exactly, from their terms. The want-th best of a
-- sample ("floor") tells which slots to take out of the vectors.
create or replace function evimed.search_lexical(
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
  ), place as materialized (
    -- Segments of one class, and of those that several share the slots of the classes held.
    select s.segment, s.size, s.average, s.longest, s.alive || B'' as alive  -- "|| B''": unpacked once
    from evimed.segment s
    where s.library = in_library and evimed.visible(s.tenant_id, s.acl, tenant, classes)
    union all
    select s.segment, s.size, s.average, s.longest, s.alive & h.slots
    from (
      select c.segment, bit_or(c.slots) as slots
      from evimed.segment_class c
      where c.library = in_library and evimed.visible(c.tenant_id, c.acl, tenant, classes)
      group by c.segment
    ) h
    join evimed.segment s on s.tenant_id = tenant and s.library = in_library and s.segment = h.segment
  ), seen as materialized (
    select s.segment, s.size, s.alive, least(1, f.ratio) as lo, greatest(1, f.ratio) as hi,
           ceil(s.size * least(1, (4000 + total / 100) / total))::int as sampled
    from place s
    cross join lateral (
      select (1 + k1 * (1 - b + b * s.longest / s.average)) / (1 + k1 * (1 - b + b * s.longest / mean)) as ratio
    ) f
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

select set_config('role', current_setting('evimed.former_role'), true);
revoke create on schema evimed from evimed_definer;
