-- Taking the 37,000 words of a book out of the counts and the index took three quarters of its deletion. A document is out of
-- every answer, count and table of its own when the transaction of its deletion ends; what is left of it in rows that it
-- shares with others (numbers for words, in rows that only the search and the counts read) is swept out right after.

-- One row a passage that is gone and not yet swept out: which slot it had, and its words as numbers. It names no document.
create table evimed.unswept (
  tenant_id text not null,
  library   text not null,
  deletion  bigint not null,
  place     int not null,
  acl       int not null,
  segment   bigint,  -- null: it was in none
  slot      int,
  terms     int[] not null,
  primary key (tenant_id, library, deletion, place),
  foreign key (tenant_id, library) references evimed.library on delete cascade
);
create sequence evimed.deletion_number;

-- Nobody reads it but the functions below. The same for postings: a slot whose passage is gone stays in them until it is
-- swept out, and the search, which leaves such slots out, was their only reader already.
create policy scope on evimed.unswept to public using (false) with check (false);
create policy definer on evimed.unswept to evimed_definer using (true) with check (true);
alter table evimed.unswept enable row level security, force row level security;
grant select on evimed.unswept to evimed_app;
grant select, insert, delete on evimed.unswept to evimed_definer;
grant usage on sequence evimed.deletion_number to evimed_definer;
grant update (df) on evimed.term to evimed_definer;
do $$
declare
  name text;
begin
  foreach name in array array['posting', 'posting_tail'] loop
    execute format('drop policy scope on evimed.%I', name);
    execute format($policy$
      create policy scope on evimed.%I for insert to public
        with check (evimed.visible(tenant_id, acl, (select evimed.scope_tenant()), (select evimed.scope_classes())))
    $policy$, name);
  end loop;
end $$;

grant create on schema evimed to evimed_definer;
select set_config('evimed.former_role', current_setting('role'), true);
set local role evimed_definer;

-- Cuts a run of slots out of the weights of these words.
create function evimed.forget_weights(
  tenant text, in_library text, in_segment bigint, size int, first int, after int, gone int[]) returns void
language plpgsql volatile set search_path from current
set enable_nestloop = off set plan_cache_mode = force_generic_plan
as $$
declare
  nothing vector;
  firsts int[];
begin
  nothing := array_fill(0::real, array[after - first])::vector;
  if after - first = size then
    update evimed.posting p set weights = nothing::sparsevec
      where p.tenant_id = tenant and p.library = in_library and p.segment = in_segment
        and p.term = any (gone);
  elsif first = 0 then
    update evimed.posting p
      set weights = (nothing || subvector(p.weights::vector, after + 1, size - after))::sparsevec
      where p.tenant_id = tenant and p.library = in_library and p.segment = in_segment
        and p.term = any (gone);
  elsif after = size then
    update evimed.posting p set weights = (subvector(p.weights::vector, 1, first) || nothing)::sparsevec
      where p.tenant_id = tenant and p.library = in_library and p.segment = in_segment
        and p.term = any (gone);
  else
    update evimed.posting p
      set weights = (subvector(p.weights::vector, 1, first) || nothing
                     || subvector(p.weights::vector, after + 1, size - after))::sparsevec
      where p.tenant_id = tenant and p.library = in_library and p.segment = in_segment
        and p.term = any (gone);
  end if;
  -- The tail row of a term is the last that begins at or before it: width_bucket is a binary search.
  select array_agg(t.first_term order by t.first_term) into firsts from evimed.posting_tail t
    where t.tenant_id = tenant and t.library = in_library and t.segment = in_segment;
  select array_agg(distinct firsts[width_bucket(g.term, firsts)]) into firsts from unnest(gone) as g (term);
  -- All rows in one pass of the index, in its order; unnest keeps the order in a row.
  with kept as materialized (
    select e.first_term, array_agg(e.term) as terms, array_agg(e.slot) as slots, array_agg(e.weight) as weights
    from (
      select t.first_term, unnest(t.terms) as term, unnest(t.slots) as slot, unnest(t.weights) as weight
      from evimed.posting_tail t
      where t.tenant_id = tenant and t.library = in_library and t.segment = in_segment
        and t.first_term = any (firsts)
    ) e
    where not (e.slot >= first and e.slot < after)
    group by e.first_term
  ), emptied as (
    delete from evimed.posting_tail r
      where r.tenant_id = tenant and r.library = in_library and r.segment = in_segment
        and r.first_term = any (firsts) and not r.first_term = any (select k.first_term from kept k)
  )
  update evimed.posting_tail r set terms = k.terms, slots = k.slots, weights = k.weights
    from kept k
    where r.tenant_id = tenant and r.library = in_library and r.segment = in_segment
      and r.first_term = k.first_term and cardinality(k.terms) < cardinality(r.terms);
end $$;
revoke execute on function evimed.forget_weights(text, text, bigint, int, int, int, int[]) from public;

-- Slots of a document are side by side: its weights are cut out of the vectors and zeros put in their place.
create or replace function evimed.forget_slots() returns trigger
language plpgsql security definer set search_path from current
as $$
declare
  place record;
  gone int[];
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
    perform evimed.forget_weights(
      old.tenant_id, old.library, place.segment, place.size, place.first, place.after, gone);
    perform evimed.bury(old.tenant_id, old.library, place.segment, place.first, place.after);
  end loop;
  return old;
end $$;

-- Says that the passages in these slots are gone: no search finds them from here on.
create function evimed.bury(tenant text, in_library text, in_segment bigint, first int, after int) returns void
language sql volatile set search_path from current
as $$
  update evimed.segment s
    set alive = overlay(s.alive placing repeat('0', after - first)::bit varying from first + 1)
    where s.tenant_id = tenant and s.library = in_library and s.segment = in_segment
$$;
revoke execute on function evimed.bury(text, text, bigint, int, int) from public;

-- Takes the words of a document that is about to be deleted out of every search and count, and leaves the rest to sweep().
create function evimed.sweep_later(in_library text, in_document text) returns void
language plpgsql volatile security definer set search_path from current
as $$
declare
  tenant text := evimed.scope_tenant();
  number bigint := nextval('evimed.deletion_number');
begin
  if not exists (
    select from evimed.document d
    where d.tenant_id = tenant and d.library = in_library and d.document_id = in_document
      and evimed.visible(d.tenant_id, d.acl, evimed.scope_tenant(), evimed.scope_classes())
  ) then
    return;
  end if;
  insert into evimed.unswept (tenant_id, library, deletion, place, acl, segment, slot, terms)
    select tenant, in_library, number, row_number() over (), p.acl, d.segment, d.slot, p.terms
    from evimed.passage p
    left join (
      select s.segment, o.ordinal, s.first_slot + o.place::int - 1 as slot
      from evimed.segment_document s cross join lateral unnest(s.ordinals) with ordinality as o (ordinal, place)
      where s.tenant_id = tenant and s.library = in_library and s.document_id = in_document
    ) d on d.ordinal = p.ordinal
    where p.tenant_id = tenant and p.library = in_library and p.document_id = in_document;
  perform evimed.bury(tenant, in_library, d.segment, d.first_slot, d.first_slot + cardinality(d.ordinals))
    from evimed.segment_document d
    where d.tenant_id = tenant and d.library = in_library and d.document_id = in_document;
  delete from evimed.segment_document d
    where d.tenant_id = tenant and d.library = in_library and d.document_id = in_document;
end $$;

-- In how many passages that are gone, but still counted, a term occurs, as far as the Scope saw them.
create function evimed.still_counted(in_library text, in_terms int[]) returns table (term int, df int)
language plpgsql stable security definer set search_path from current
as $$
#variable_conflict use_column
begin
  if not exists (select from evimed.unswept u where u.tenant_id = evimed.scope_tenant() and u.library = in_library) then
    return;
  end if;
  return query
    select q.term, count(*)::int
    from (select u.terms || '{}'::int[] as terms from evimed.unswept u  -- "|| {}": unpacked once
          where u.library = in_library
            and evimed.visible(u.tenant_id, u.acl, evimed.scope_tenant(), evimed.scope_classes()) offset 0) w
    cross join (select distinct unnest(in_terms) as term) q
    where w.terms[width_bucket(q.term, w.terms)] = q.term
    group by q.term;
end $$;

-- Sweeps out what one deletion left, in this transaction; the library must be locked. Returns its passages; 0: none waits.
create function evimed.sweep(in_library text) returns bigint
language plpgsql volatile security definer set search_path from current
set enable_nestloop = off set plan_cache_mode = force_generic_plan
as $$
declare
  tenant text := evimed.scope_tenant();
  number bigint;
  swept bigint;
  place record;
  gone int[];
  dfs int[];
begin
  select min(u.deletion) into number from evimed.unswept u where u.tenant_id = tenant and u.library = in_library;
  if number is null then
    return 0;
  end if;
  for place in
    select u.acl from evimed.unswept u
    where u.tenant_id = tenant and u.library = in_library and u.deletion = number group by u.acl
  loop
    select array_agg(c.term order by c.term), array_agg(c.df order by c.term) into gone, dfs
      from (
        select t.term, count(*)::int as df from evimed.unswept u, unnest(u.terms) as t (term)
        where u.tenant_id = tenant and u.library = in_library and u.deletion = number and u.acl = place.acl
        group by t.term
      ) c;
    perform evimed.uncount_terms(tenant, in_library, place.acl, gone, dfs);
  end loop;
  for place in
    select u.segment, s.size, min(u.slot) as first, max(u.slot) + 1 as after
    from evimed.unswept u join evimed.segment s  -- one that was made anew since has nothing of it
      on s.tenant_id = tenant and s.library = in_library and s.segment = u.segment
    where u.tenant_id = tenant and u.library = in_library and u.deletion = number
    group by u.segment, s.size
  loop
    select array_agg(distinct t.term) into gone from evimed.unswept u, unnest(u.terms) as t (term)
      where u.tenant_id = tenant and u.library = in_library and u.deletion = number and u.segment = place.segment;
    perform evimed.forget_weights(tenant, in_library, place.segment, place.size, place.first, place.after, gone);
  end loop;
  delete from evimed.unswept u where u.tenant_id = tenant and u.library = in_library and u.deletion = number;
  get diagnostics swept = row_count;
  return swept;
end $$;

-- Takes so many passages of each term from the document frequencies.
create function evimed.uncount_terms(tenant text, in_library text, in_acl int, gone int[], dfs int[]) returns void
language plpgsql volatile set search_path from current
set enable_nestloop = off set plan_cache_mode = force_generic_plan
as $$
begin
  with n as materialized (select u.term, u.df from unnest(gone, dfs) as u (term, df)), forgotten as (
    delete from evimed.term t using n
      where t.tenant_id = tenant and t.library = in_library and t.acl = in_acl and t.term = any (gone)
        and t.term = n.term and t.df <= n.df
  )
  update evimed.term t set df = t.df - n.df from n
    where t.tenant_id = tenant and t.library = in_library and t.acl = in_acl and t.term = any (gone)
      and t.term = n.term and t.df > n.df;
end $$;
revoke execute on function evimed.uncount_terms(text, text, int, int[], int[]) from public;

do $$
declare
  call regprocedure;
begin
  foreach call in array array[
    'evimed.sweep_later(text, text)', 'evimed.still_counted(text, int[])', 'evimed.sweep(text)']::regprocedure[] loop
    execute format('revoke execute on function %s from public', call);
    execute format('grant execute on function %s to evimed_app', call);
  end loop;
end $$;

select set_config('role', current_setting('evimed.former_role'), true);
revoke create on schema evimed from evimed_definer;
