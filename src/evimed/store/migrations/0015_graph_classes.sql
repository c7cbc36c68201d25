-- A document that moves into another permission class takes its part of the graph along: evimed.relabel writes the
-- class of mentions and assertions, and these triggers move what they count in.

create function evimed.mentions_moved() returns trigger
language plpgsql security definer set search_path from current
as $$
begin
  perform evimed.lock_graph(r.tenant_id, r.library) from (select distinct tenant_id, library from fresh) r;
  insert into evimed.entity (tenant_id, library, acl, entity_id, type, name, folded, concept)
    select distinct on (n.tenant_id, n.library, n.acl, n.entity_id)
           n.tenant_id, n.library, n.acl, e.entity_id, e.type, e.name, e.folded, e.concept
    from fresh n join evimed.entity e
      on e.tenant_id = n.tenant_id and e.library = n.library and e.entity_id = n.entity_id
    on conflict (tenant_id, library, acl, entity_id) do nothing;
  perform evimed.count_entities(1, array_agg(r.tenant_id), array_agg(r.library), array_agg(r.acl), array_agg(r.entity_id))
    from fresh r having count(*) > 0;
  perform evimed.count_entities(-1, array_agg(r.tenant_id), array_agg(r.library), array_agg(r.acl), array_agg(r.entity_id))
    from stale r having count(*) > 0;
  return null;
end $$;

create function evimed.assertions_moved() returns trigger
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
  update evimed.relation t set assertions = t.assertions - n.counted
    from (select r.tenant_id, r.library, r.acl, r.relation_id, count(*) as counted from stale r group by 1, 2, 3, 4) n
    where t.tenant_id = n.tenant_id and t.library = n.library and t.acl = n.acl and t.relation_id = n.relation_id;
  delete from evimed.relation t using (select distinct tenant_id, library, acl, relation_id from stale) n
    where t.tenant_id = n.tenant_id and t.library = n.library and t.acl = n.acl and t.relation_id = n.relation_id
      and t.assertions <= 0;
  perform evimed.count_entities(1, array_agg(r.tenant_id), array_agg(r.library), array_agg(r.acl), array_agg(r.id))
    from (select tenant_id, library, acl, subject as id from fresh
          union all select tenant_id, library, acl, object from fresh) r having count(*) > 0;
  perform evimed.count_entities(-1, array_agg(r.tenant_id), array_agg(r.library), array_agg(r.acl), array_agg(r.id))
    from (select tenant_id, library, acl, subject as id from stale
          union all select tenant_id, library, acl, object from stale) r having count(*) > 0;
  return null;
end $$;

create trigger mentions_moved after update on evimed.mention referencing old table as stale new table as fresh
  for each statement execute function evimed.mentions_moved();
create trigger assertions_moved after update on evimed.assertion referencing old table as stale new table as fresh
  for each statement execute function evimed.assertions_moved();

grant create on schema evimed to evimed_definer;
alter function evimed.mentions_moved() owner to evimed_definer;
alter function evimed.assertions_moved() owner to evimed_definer;
revoke create on schema evimed from evimed_definer;

-- A library that goes takes its documents along, and they what counts in these: a reference to the library itself would
-- be checked once more for each count taken back, when the library is already gone.
alter table evimed.entity drop constraint entity_tenant_id_library_fkey;
alter table evimed.relation drop constraint relation_tenant_id_library_fkey;
