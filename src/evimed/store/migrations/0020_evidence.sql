-- What a study says of itself, and what persons decided of it: GRADE worksheets, forms of causality. Decisions are
-- only ever added: the newest of a kind holds, the others stay to be seen.

create table evimed.study (
  tenant_id   text not null,
  library     text not null,
  document_id text not null,
  acl         int not null,
  design      text not null,
  record      jsonb not null,
  primary key (tenant_id, library, document_id),
  foreign key (tenant_id, library, document_id) references evimed.document on delete cascade
);

create table evimed.judgement (
  tenant_id   text not null,
  library     text not null,
  document_id text not null,
  kind        text not null,  -- grade, naranjo, who-umc, hill
  number      int not null,   -- from 1
  acl         int not null,
  record      jsonb not null,
  decided_by  text not null,
  decided_at  timestamptz not null default now(),
  primary key (tenant_id, library, document_id, kind, number),
  foreign key (tenant_id, library, document_id) references evimed.document on delete cascade
);

do $$
declare
  name text;
begin
  foreach name in array array['study', 'judgement'] loop
    execute format($policy$
      create policy scope on evimed.%I to public
        using (evimed.visible(tenant_id, acl, (select evimed.scope_tenant()), (select evimed.scope_classes())))
        with check (evimed.visible(tenant_id, acl, (select evimed.scope_tenant()), (select evimed.scope_classes())))
    $policy$, name);
    execute format('alter table evimed.%I enable row level security, force row level security', name);
    execute format('create policy definer on evimed.%I to evimed_definer using (true) with check (true)', name);
    execute format('grant select, insert, delete on evimed.%I to evimed_app', name);
    execute format('grant select, update (acl) on evimed.%I to evimed_definer', name);
  end loop;
end $$;
