-- Communities of the graph, as a view of it holds them: a view is the set of permission classes whose relations it was
-- made from. A row is seen by who holds all its classes, and used only for exactly that view: what a person may not read
-- moves neither the members nor the summary of what that person sees.

create table evimed.community (
  tenant_id    text not null,
  library      text not null,
  community_id text not null,
  acl_classes  int[] not null,
  digest       text not null,  -- of the relations inside it: the same, and nothing is made anew
  relations    int not null,
  made_from    text not null,  -- the graph of the view when its communities were last looked for
  made_at      timestamptz not null default now(),
  primary key (tenant_id, library, community_id),
  foreign key (tenant_id, library) references evimed.library on delete cascade
);
create index community_of_view on evimed.community (tenant_id, library, acl_classes);

create table evimed.community_member (
  tenant_id    text not null,
  library      text not null,
  community_id text not null,
  entity_id    text not null,
  weight       real not null,  -- assertions of its relations inside
  primary key (tenant_id, library, community_id, entity_id),
  foreign key (tenant_id, library, community_id) references evimed.community on delete cascade
);
create index community_member_entity on evimed.community_member (tenant_id, library, entity_id);

-- The sentences of a summary: places, never a copy of their words. They go with their passage.
create table evimed.community_quote (
  tenant_id    text not null,
  library      text not null,
  community_id text not null,
  place        int not null,
  assertion_id text not null,
  relation_id  text not null,
  passage_id   text not null,
  primary key (tenant_id, library, community_id, place),
  foreign key (tenant_id, library, community_id) references evimed.community on delete cascade,
  foreign key (tenant_id, library, passage_id) references evimed.passage on delete cascade,
  foreign key (tenant_id, library, assertion_id) references evimed.assertion on delete cascade
);
create index community_quote_passage on evimed.community_quote (tenant_id, library, passage_id);
create index community_quote_assertion on evimed.community_quote (tenant_id, library, assertion_id);

do $$
declare
  name text;
begin
  execute $policy$
    create policy scope on evimed.community to public
      using (tenant_id = (select evimed.scope_tenant()) and acl_classes <@ (select coalesce(evimed.scope_classes(), '{}')))
      with check (tenant_id = (select evimed.scope_tenant()) and acl_classes <@ (select coalesce(evimed.scope_classes(), '{}')))
  $policy$;
  foreach name in array array['community_member', 'community_quote'] loop
    execute format($policy$
      create policy scope on evimed.%1$I to public
        using (tenant_id = (select evimed.scope_tenant())
               and exists (select from evimed.community c where c.tenant_id = %1$I.tenant_id and c.library = %1$I.library
                             and c.community_id = %1$I.community_id))
        with check (tenant_id = (select evimed.scope_tenant()))
    $policy$, name);
  end loop;
  foreach name in array array['community', 'community_member', 'community_quote'] loop
    execute format('alter table evimed.%I enable row level security, force row level security', name);
    execute format('create policy definer on evimed.%I to evimed_definer using (true) with check (true)', name);
    execute format('grant select, insert, update, delete on evimed.%I to evimed_app', name);
    execute format('grant select, update, delete on evimed.%I to evimed_definer', name);
  end loop;
end $$;

-- A member goes with its entity.
create function evimed.members_gone() returns trigger
language plpgsql security definer set search_path from current
as $$
begin
  delete from evimed.community_member m using (select distinct tenant_id, library, entity_id from rows) r
    where m.tenant_id = r.tenant_id and m.library = r.library and m.entity_id = r.entity_id
      and not exists (select from evimed.entity e
                      where e.tenant_id = r.tenant_id and e.library = r.library and e.entity_id = r.entity_id);
  return null;
end $$;
create trigger members_gone after delete on evimed.entity referencing old table as rows
  for each statement execute function evimed.members_gone();

-- A document that moves into another class changes what its views hold: their communities are found anew.
create function evimed.community_moved() returns trigger
language plpgsql security definer set search_path from current
as $$
begin
  delete from evimed.community c
    where c.tenant_id = new.tenant_id and c.library = new.library and c.community_id = new.community_id;
  return null;
end $$;
create trigger community_moved after update on evimed.community for each row
  when (old.acl_classes is distinct from new.acl_classes) execute function evimed.community_moved();

grant create on schema evimed to evimed_definer;
alter function evimed.community_moved() owner to evimed_definer;
alter function evimed.members_gone() owner to evimed_definer;
revoke create on schema evimed from evimed_definer;
