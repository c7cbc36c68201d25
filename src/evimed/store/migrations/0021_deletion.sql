-- Deleting a document that a graph has thousands of mentions of: what counts in entities and relations is taken back in
-- one pass each, and the tail rows of its segment are found by binary search instead of one index look-up a term.

grant create on schema evimed to evimed_definer;
select set_config('evimed.former_role', current_setting('role'), true);
set local role evimed_definer;

-- Takes from the counts of entities; those at nothing go, each row touched once.
create or replace function evimed.count_entities(sign int, tenants text[], libraries text[], acls int[], ids text[])
returns void
language plpgsql volatile security definer set search_path from current
as $$
begin
  if sign < 0 then
    with n as materialized (
      select u.tenant_id, u.library, u.acl, u.entity_id, count(*)::int as counted
      from unnest(tenants, libraries, acls, ids) as u (tenant_id, library, acl, entity_id)
      group by 1, 2, 3, 4
    ), gone as (
      delete from evimed.entity e using n
        where e.tenant_id = n.tenant_id and e.library = n.library and e.acl = n.acl and e.entity_id = n.entity_id
          and e.supports <= n.counted
    )
    update evimed.entity e set supports = e.supports - n.counted from n
      where e.tenant_id = n.tenant_id and e.library = n.library and e.acl = n.acl and e.entity_id = n.entity_id
        and e.supports > n.counted;
  else
    update evimed.entity e set supports = e.supports + n.counted
      from (select u.tenant_id, u.library, u.acl, u.entity_id, count(*)::int as counted
            from unnest(tenants, libraries, acls, ids) as u (tenant_id, library, acl, entity_id)
            group by 1, 2, 3, 4) n
      where e.tenant_id = n.tenant_id and e.library = n.library and e.acl = n.acl and e.entity_id = n.entity_id;
  end if;
end $$;

create or replace function evimed.assertions_gone() returns trigger
language plpgsql security definer set search_path from current
as $$
begin
  perform evimed.lock_graph(r.tenant_id, r.library) from (select distinct tenant_id, library from rows) r;
  with n as materialized (
    select r.tenant_id, r.library, r.acl, r.relation_id, count(*)::int as counted from rows r group by 1, 2, 3, 4
  ), gone as (
    delete from evimed.relation t using n
      where t.tenant_id = n.tenant_id and t.library = n.library and t.acl = n.acl and t.relation_id = n.relation_id
        and t.assertions <= n.counted
  )
  update evimed.relation t set assertions = t.assertions - n.counted from n
    where t.tenant_id = n.tenant_id and t.library = n.library and t.acl = n.acl and t.relation_id = n.relation_id
      and t.assertions > n.counted;
  perform evimed.count_entities(-1, array_agg(r.tenant_id), array_agg(r.library), array_agg(r.acl), array_agg(r.id))
    from (select tenant_id, library, acl, subject as id from rows
          union all select tenant_id, library, acl, object from rows) r having count(*) > 0;
  return null;
end $$;

create or replace function evimed.forget_slots() returns trigger
language plpgsql security definer set search_path from current
as $$
declare
  place record;
  gone int[];
  firsts int[];
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
    -- The tail row of a term is the last that begins at or before it: width_bucket is a binary search.
    select array_agg(t.first_term order by t.first_term) into firsts from evimed.posting_tail t
      where t.tenant_id = old.tenant_id and t.library = old.library and t.segment = place.segment;
    update evimed.posting_tail r set terms = k.terms, slots = k.slots, weights = k.weights
      from (
        select distinct firsts[width_bucket(g.term, firsts)] as first_term from unnest(gone) as g (term)
      ) touched
      join evimed.posting_tail t
        on t.tenant_id = old.tenant_id and t.library = old.library and t.segment = place.segment
        and t.first_term = touched.first_term
      cross join lateral (
        select coalesce(array_agg(u.term), '{}') as terms, coalesce(array_agg(u.slot), '{}') as slots,
               coalesce(array_agg(u.weight), '{}') as weights
        from (select v.term, v.slot, v.weight
              from unnest(t.terms, t.slots, t.weights) with ordinality as v (term, slot, weight, at)
              where not (v.slot >= place.first and v.slot < place.after) order by v.at) u
      ) k
      where r.tenant_id = old.tenant_id and r.library = old.library and r.segment = place.segment
        and r.first_term = t.first_term and cardinality(k.terms) < cardinality(t.terms);
    update evimed.segment s
      set alive = overlay(s.alive placing repeat('0', place.after - place.first)::bit varying from place.first + 1)
      where s.tenant_id = old.tenant_id and s.library = old.library and s.segment = place.segment;
  end loop;
  return old;
end $$;

select set_config('role', current_setting('evimed.former_role'), true);
revoke create on schema evimed from evimed_definer;
