-- Uploads that can be interrupted, and the runs that take them in: any process may go on with one or tell of it.

-- A file on its way: how much of it has come. Whoever sends it sees it, nobody else.
create table evimed.upload (
  tenant_id  text not null references evimed.tenant on delete cascade,
  upload_id  text not null,
  user_name  text not null,
  library    text not null,
  name       text not null,
  size       bigint not null check (size >= 0),
  received   bigint not null default 0 check (received between 0 and size),
  run_id     text,                      -- the run that takes it in
  began_at   timestamptz not null default now(),
  expires_at timestamptz not null,
  primary key (tenant_id, upload_id)
);

-- What has come, in the pieces in which it came. Gone when the file has been taken in or the upload expires.
create table evimed.upload_part (
  tenant_id text not null,
  upload_id text not null,
  at        bigint not null,            -- of its first byte
  content   bytea not null,
  primary key (tenant_id, upload_id, at),
  foreign key (tenant_id, upload_id) references evimed.upload on delete cascade
);
alter table evimed.upload_part alter column content set storage external;

-- Files that were sent together, and how far the work on them is.
create table evimed.upload_run (
  tenant_id text not null references evimed.tenant on delete cascade,
  run_id    text not null,
  user_name text not null,
  library   text not null,
  state     text not null default 'waiting' check (state in ('waiting', 'reading', 'done', 'failed')),
  done      int not null default 0,
  total     int not null default 0,
  error     jsonb,                      -- code and values
  began_at  timestamptz not null default now(),
  seen_at   timestamptz not null default now(),  -- when the process that works on it was last heard of
  primary key (tenant_id, run_id)
);
create index upload_run_recent on evimed.upload_run (tenant_id, user_name, library, began_at desc);

-- What became of each file. A document that is deleted takes its line along.
create table evimed.upload_outcome (
  tenant_id   text not null,
  run_id      text not null,
  number      int not null,
  library     text not null,
  document_id text,
  source      text not null,
  status      text not null,
  passages    int not null,
  supersedes  text,
  error       jsonb,
  seconds     double precision not null,
  primary key (tenant_id, run_id, number),
  foreign key (tenant_id, run_id) references evimed.upload_run on delete cascade,
  foreign key (tenant_id, library, document_id) references evimed.document on delete cascade
);
create index upload_outcome_document on evimed.upload_outcome (tenant_id, library, document_id);

do $$
declare
  one text;
begin
  foreach one in array array['upload', 'upload_run'] loop
    execute format('alter table evimed.%I enable row level security, force row level security', one);
    execute format('create policy scope on evimed.%I to public
      using (tenant_id = (select evimed.scope_tenant()) and user_name = (select evimed.scope_user()))
      with check (tenant_id = (select evimed.scope_tenant()) and user_name = (select evimed.scope_user()))', one);
    execute format('grant select, insert, update, delete on evimed.%I to evimed_app', one);
  end loop;
end $$;

alter table evimed.upload_part enable row level security, force row level security;
create policy scope on evimed.upload_part to public
  using (tenant_id = (select evimed.scope_tenant()) and exists (
    select from evimed.upload u where u.tenant_id = upload_part.tenant_id and u.upload_id = upload_part.upload_id))
  with check (tenant_id = (select evimed.scope_tenant()) and exists (
    select from evimed.upload u where u.tenant_id = upload_part.tenant_id and u.upload_id = upload_part.upload_id));
grant select, insert, delete on evimed.upload_part to evimed_app;

alter table evimed.upload_outcome enable row level security, force row level security;
create policy scope on evimed.upload_outcome to public
  using (tenant_id = (select evimed.scope_tenant()) and exists (
    select from evimed.upload_run r where r.tenant_id = upload_outcome.tenant_id and r.run_id = upload_outcome.run_id))
  with check (tenant_id = (select evimed.scope_tenant()) and exists (
    select from evimed.upload_run r where r.tenant_id = upload_outcome.tenant_id and r.run_id = upload_outcome.run_id));
grant select, insert, delete on evimed.upload_outcome to evimed_app;
