-- What evaluations measured in this installation: reports as they were printed. They hold figures, and places of
-- what went wrong in the data that was measured on; no text of a document. Only ever added.

create table evimed.evaluation (
  tenant_id     text not null references evimed.tenant on delete cascade,
  evaluation_id text not null,
  suite         text not null,
  version       text not null,   -- of Evimed
  command       text not null,   -- as it may be repeated; folders and files left out
  made_by       text not null,
  at            timestamptz not null default now(),
  record        jsonb not null,  -- evimed/evaluation/1
  primary key (tenant_id, evaluation_id)
);
create index evaluation_suite on evimed.evaluation (tenant_id, suite, at desc);

alter table evimed.evaluation enable row level security, force row level security;
create policy scope on evimed.evaluation to public
  using (tenant_id = (select evimed.scope_tenant()))
  with check (tenant_id = (select evimed.scope_tenant()) and made_by = (select evimed.scope_user()));
grant select, insert on evimed.evaluation to evimed_app;
