-- Deleting again. A join on tenant and library, which all rows share, was planned as a merge of everything with
-- everything: a classic of 12,821 mentions took six seconds. Each of the joins here is on the id alone, within one library,
-- and may not be a loop over all rows, whatever the statistics of a table that has just been filled say.

-- Takes the passages of a document out of the document frequencies. One pass of the index for all its terms: 37,000
-- look-ups took as long as all else.
create function evimed.subtract_terms(in_library text, in_document text, in_acl int) returns void
language plpgsql volatile set search_path from current
set enable_nestloop = off set plan_cache_mode = force_generic_plan
as $$
declare
  tenant text := evimed.scope_tenant();
  gone int[];
  dfs int[];
begin
  select array_agg(c.term order by c.term), array_agg(c.df order by c.term) into gone, dfs
    from (
      select u.term, count(*)::int as df
      from evimed.passage p, unnest(p.terms) as u (term)
      where p.tenant_id = tenant and p.library = in_library and p.document_id = in_document
      group by u.term
    ) c;
  with n as materialized (select u.term, u.df from unnest(gone, dfs) as u (term, df)), forgotten as (
    delete from evimed.term t using n
      where t.tenant_id = tenant and t.library = in_library and t.acl = in_acl and t.term = any (gone)
        and t.term = n.term and t.df <= n.df
  )
  update evimed.term t set df = t.df - n.df from n
    where t.tenant_id = tenant and t.library = in_library and t.acl = in_acl and t.term = any (gone)
      and t.term = n.term and t.df > n.df;
end $$;
revoke execute on function evimed.subtract_terms(text, text, int) from public;
grant execute on function evimed.subtract_terms(text, text, int) to evimed_app;

grant create on schema evimed to evimed_definer;
select set_config('evimed.former_role', current_setting('role'), true);
set local role evimed_definer;

-- Adds to (or, with sign -1, takes from) the counts of entities; those at nothing go, each row touched once.
create or replace function evimed.count_entities(sign int, tenants text[], libraries text[], acls int[], ids text[])
returns void
language plpgsql volatile security definer set search_path from current
set enable_nestloop = off set plan_cache_mode = force_generic_plan
as $$
declare
  one record;
begin
  for one in
    select g.tenant_id, g.library, g.acl, array_agg(g.id) as ids, array_agg(g.counted) as counts
    from (
      select u.tenant_id, u.library, u.acl, u.id, count(*)::int as counted
      from unnest(tenants, libraries, acls, ids) as u (tenant_id, library, acl, id)
      group by 1, 2, 3, 4
    ) g
    group by 1, 2, 3
  loop
    if sign < 0 then
      with n as materialized (select u.id, u.counted from unnest(one.ids, one.counts) as u (id, counted)), gone as (
        delete from evimed.entity e using n
          where e.tenant_id = one.tenant_id and e.library = one.library and e.acl = one.acl
            and e.entity_id = any (one.ids) and e.entity_id = n.id and e.supports <= n.counted
      )
      update evimed.entity e set supports = e.supports - n.counted from n
        where e.tenant_id = one.tenant_id and e.library = one.library and e.acl = one.acl
          and e.entity_id = any (one.ids) and e.entity_id = n.id and e.supports > n.counted;
    else
      update evimed.entity e set supports = e.supports + n.counted
        from unnest(one.ids, one.counts) as n (id, counted)
        where e.tenant_id = one.tenant_id and e.library = one.library and e.acl = one.acl
          and e.entity_id = any (one.ids) and e.entity_id = n.id;
    end if;
  end loop;
end $$;

-- Takes assertions from the counts of relations; those at nothing go.
create function evimed.uncount_relations(tenants text[], libraries text[], acls int[], ids text[]) returns void
language plpgsql volatile security definer set search_path from current
set enable_nestloop = off set plan_cache_mode = force_generic_plan
as $$
declare
  one record;
begin
  for one in
    select g.tenant_id, g.library, g.acl, array_agg(g.id) as ids, array_agg(g.counted) as counts
    from (
      select u.tenant_id, u.library, u.acl, u.id, count(*)::int as counted
      from unnest(tenants, libraries, acls, ids) as u (tenant_id, library, acl, id)
      group by 1, 2, 3, 4
    ) g
    group by 1, 2, 3
  loop
    with n as materialized (select u.id, u.counted from unnest(one.ids, one.counts) as u (id, counted)), gone as (
      delete from evimed.relation t using n
        where t.tenant_id = one.tenant_id and t.library = one.library and t.acl = one.acl
          and t.relation_id = any (one.ids) and t.relation_id = n.id and t.assertions <= n.counted
    )
    update evimed.relation t set assertions = t.assertions - n.counted from n
      where t.tenant_id = one.tenant_id and t.library = one.library and t.acl = one.acl
        and t.relation_id = any (one.ids) and t.relation_id = n.id and t.assertions > n.counted;
  end loop;
end $$;
revoke execute on function evimed.uncount_relations(text[], text[], int[], text[]) from public;

create or replace function evimed.assertions_gone() returns trigger
language plpgsql security definer set search_path from current
as $$
begin
  perform evimed.lock_graph(r.tenant_id, r.library) from (select distinct tenant_id, library from rows) r;
  perform evimed.uncount_relations(
      array_agg(r.tenant_id), array_agg(r.library), array_agg(r.acl), array_agg(r.relation_id))
    from rows r having count(*) > 0;
  perform evimed.count_entities(-1, array_agg(r.tenant_id), array_agg(r.library), array_agg(r.acl), array_agg(r.id))
    from (select tenant_id, library, acl, subject as id from rows
          union all select tenant_id, library, acl, object from rows) r having count(*) > 0;
  return null;
end $$;

create or replace function evimed.assertions_moved() returns trigger
language plpgsql security definer set search_path from current
as $$
begin
  perform evimed.lock_graph(r.tenant_id, r.library) from (select distinct tenant_id, library from fresh) r;
  insert into evimed.entity (tenant_id, library, acl, entity_id, type, name, folded, concept)
    select distinct on (n.tenant_id, n.library, n.acl, e.entity_id)
           n.tenant_id, n.library, n.acl, e.entity_id, e.type, e.name, e.folded, e.concept
    from fresh n join evimed.entity e
      on e.tenant_id = n.tenant_id and e.library = n.library and e.entity_id in (n.subject, n.object)
    on conflict (tenant_id, library, acl, entity_id) do nothing;
  insert into evimed.relation as t (tenant_id, library, acl, relation_id, subject, predicate, object, assertions)
    select r.tenant_id, r.library, r.acl, r.relation_id, min(r.subject), min(r.predicate), min(r.object), count(*)
    from fresh r group by 1, 2, 3, 4
    on conflict (tenant_id, library, acl, relation_id) do update set assertions = t.assertions + excluded.assertions;
  perform evimed.uncount_relations(
      array_agg(r.tenant_id), array_agg(r.library), array_agg(r.acl), array_agg(r.relation_id))
    from stale r having count(*) > 0;
  perform evimed.count_entities(1, array_agg(r.tenant_id), array_agg(r.library), array_agg(r.acl), array_agg(r.id))
    from (select tenant_id, library, acl, subject as id from fresh
          union all select tenant_id, library, acl, object from fresh) r having count(*) > 0;
  perform evimed.count_entities(-1, array_agg(r.tenant_id), array_agg(r.library), array_agg(r.acl), array_agg(r.id))
    from (select tenant_id, library, acl, subject as id from stale
          union all select tenant_id, library, acl, object from stale) r having count(*) > 0;
  return null;
end $$;

-- A member goes with its entity. No join: this runs within functions that may not loop.
create or replace function evimed.members_gone() returns trigger
language plpgsql security definer set search_path from current
as $$
declare
  one record;
  kept text[];
begin
  for one in select r.tenant_id, r.library, array_agg(distinct r.entity_id) as ids from rows r group by 1, 2 loop
    select coalesce(array_agg(e.entity_id), '{}') into kept from evimed.entity e
      where e.tenant_id = one.tenant_id and e.library = one.library and e.entity_id = any (one.ids);
    delete from evimed.community_member m
      where m.tenant_id = one.tenant_id and m.library = one.library and m.entity_id = any (one.ids)
        and not m.entity_id = any (kept);
  end loop;
  return null;
end $$;

-- Slots of a document are side by side: its weights are cut out of the vectors and zeros put in their place.
create or replace function evimed.forget_slots() returns trigger
language plpgsql security definer set search_path from current
set enable_nestloop = off set plan_cache_mode = force_generic_plan
as $$
declare
  place record;
  gone int[];
  firsts int[];
  nothing vector;
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
    nothing := array_fill(0::real, array[place.after - place.first])::vector;
    if place.after - place.first = place.size then
      update evimed.posting p set weights = nothing::sparsevec
        where p.tenant_id = old.tenant_id and p.library = old.library and p.segment = place.segment
          and p.term = any (gone);
    elsif place.first = 0 then
      update evimed.posting p
        set weights = (nothing || subvector(p.weights::vector, place.after + 1, place.size - place.after))::sparsevec
        where p.tenant_id = old.tenant_id and p.library = old.library and p.segment = place.segment
          and p.term = any (gone);
    elsif place.after = place.size then
      update evimed.posting p set weights = (subvector(p.weights::vector, 1, place.first) || nothing)::sparsevec
        where p.tenant_id = old.tenant_id and p.library = old.library and p.segment = place.segment
          and p.term = any (gone);
    else
      update evimed.posting p
        set weights = (subvector(p.weights::vector, 1, place.first) || nothing
                       || subvector(p.weights::vector, place.after + 1, place.size - place.after))::sparsevec
        where p.tenant_id = old.tenant_id and p.library = old.library and p.segment = place.segment
          and p.term = any (gone);
    end if;
    -- The tail row of a term is the last that begins at or before it: width_bucket is a binary search.
    select array_agg(t.first_term order by t.first_term) into firsts from evimed.posting_tail t
      where t.tenant_id = old.tenant_id and t.library = old.library and t.segment = place.segment;
    select array_agg(distinct firsts[width_bucket(g.term, firsts)]) into firsts from unnest(gone) as g (term);
    -- All rows in one pass of the index, in its order; unnest keeps the order in a row.
    with kept as materialized (
      select e.first_term, array_agg(e.term) as terms, array_agg(e.slot) as slots, array_agg(e.weight) as weights
      from (
        select t.first_term, unnest(t.terms) as term, unnest(t.slots) as slot, unnest(t.weights) as weight
        from evimed.posting_tail t
        where t.tenant_id = old.tenant_id and t.library = old.library and t.segment = place.segment
          and t.first_term = any (firsts)
      ) e
      where not (e.slot >= place.first and e.slot < place.after)
      group by e.first_term
    ), emptied as (
      delete from evimed.posting_tail r
        where r.tenant_id = old.tenant_id and r.library = old.library and r.segment = place.segment
          and r.first_term = any (firsts) and not r.first_term = any (select k.first_term from kept k)
    )
    update evimed.posting_tail r set terms = k.terms, slots = k.slots, weights = k.weights
      from kept k
      where r.tenant_id = old.tenant_id and r.library = old.library and r.segment = place.segment
        and r.first_term = k.first_term and cardinality(k.terms) < cardinality(r.terms);
    update evimed.segment s
      set alive = overlay(s.alive placing repeat('0', place.after - place.first)::bit varying from place.first + 1)
      where s.tenant_id = old.tenant_id and s.library = old.library and s.segment = place.segment;
  end loop;
  return old;
end $$;

select set_config('role', current_setting('evimed.former_role'), true);
revoke create on schema evimed from evimed_definer;
