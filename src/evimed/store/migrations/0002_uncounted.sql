-- Term counts of new documents wait, one row a document, until many can be added to evimed.term at once.

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
grant create on schema evimed to evimed_definer;
alter function evimed.forget_terms() owner to evimed_definer;
revoke create on schema evimed from evimed_definer;
