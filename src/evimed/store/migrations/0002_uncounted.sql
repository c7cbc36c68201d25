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
