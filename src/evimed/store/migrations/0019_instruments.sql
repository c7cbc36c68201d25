-- Laws and regulations as they tell of themselves: family of versions, days, what they repeal and rest on, articles.
-- What one means for another is worked out when it is asked for, within the Scope of who asks: a later version that a
-- reader may not see does not exist for that reader, and deleting it leaves nothing to take back.

create table evimed.instrument (
  tenant_id   text not null,
  library     text not null,
  document_id text not null,
  acl         int not null,
  family      text not null,    -- key that all versions of one law share
  stem        text not null,    -- what a law is about, for those of the rank of law; else empty
  names       text[] not null,  -- families it repeals, amends or rests on
  record      jsonb not null,
  primary key (tenant_id, library, document_id),
  foreign key (tenant_id, library, document_id) references evimed.document on delete cascade
);
create index instrument_family on evimed.instrument (tenant_id, library, family);
create index instrument_names on evimed.instrument using gin (names);

create policy scope on evimed.instrument to public
  using (evimed.visible(tenant_id, acl, (select evimed.scope_tenant()), (select evimed.scope_classes())))
  with check (evimed.visible(tenant_id, acl, (select evimed.scope_tenant()), (select evimed.scope_classes())));
alter table evimed.instrument enable row level security, force row level security;
create policy definer on evimed.instrument to evimed_definer using (true) with check (true);
grant select, insert, update, delete on evimed.instrument to evimed_app;
grant select, update (acl) on evimed.instrument to evimed_definer;
