-- Recommendations of guidelines, and the conflicts between them. A recommendation lives as long as its passage, a
-- conflict as long as both its recommendations: deleting a document deletes them in the same statement.

create table evimed.guide (
  tenant_id     text not null,
  library       text not null,
  document_id   text not null,
  acl           int not null,
  body          text not null,
  abbreviations jsonb not null,
  compared      int[] not null default '{}',  -- permission classes whose guides it has been compared with
  primary key (tenant_id, library, document_id),
  foreign key (tenant_id, library, document_id) references evimed.document on delete cascade
);

create table evimed.recommendation (
  tenant_id   text not null,
  library     text not null,
  document_id text not null,
  number      int not null,  -- from 0, in reading order
  acl         int not null,
  passage_id  text not null,
  char_start  int not null,
  char_end    int not null,
  direction   text not null,
  record      jsonb not null,
  primary key (tenant_id, library, document_id, number),
  foreign key (tenant_id, library, document_id) references evimed.guide on delete cascade,
  foreign key (tenant_id, library, passage_id) references evimed.passage on delete cascade
);
create index recommendation_passage on evimed.recommendation (tenant_id, library, passage_id);

create table evimed.conflict (
  tenant_id       text not null,
  library         text not null,
  first_document  text not null,
  first_number    int not null,
  second_document text not null,
  second_number   int not null,
  attribute       text not null,
  record          jsonb not null,
  primary key (tenant_id, library, first_document, first_number, second_document, second_number, attribute),
  foreign key (tenant_id, library, first_document, first_number) references evimed.recommendation on delete cascade,
  foreign key (tenant_id, library, second_document, second_number) references evimed.recommendation on delete cascade
);
create index conflict_second on evimed.conflict (tenant_id, library, second_document, second_number);

-- A conflict is seen by those who may read both sides.
do $$
declare
  name text;
begin
  foreach name in array array['guide', 'recommendation'] loop
    execute format($policy$
      create policy scope on evimed.%I to public
        using (evimed.visible(tenant_id, acl, (select evimed.scope_tenant()), (select evimed.scope_classes())))
        with check (evimed.visible(tenant_id, acl, (select evimed.scope_tenant()), (select evimed.scope_classes())))
    $policy$, name);
  end loop;
  -- The subselects see no row of a recommendation that its policy hides: permission of a document may change.
  create policy scope on evimed.conflict to public
    using (tenant_id = (select evimed.scope_tenant())
           and exists (select from evimed.recommendation r
                       where r.tenant_id = conflict.tenant_id and r.library = conflict.library
                         and r.document_id = conflict.first_document and r.number = conflict.first_number)
           and exists (select from evimed.recommendation r
                       where r.tenant_id = conflict.tenant_id and r.library = conflict.library
                         and r.document_id = conflict.second_document and r.number = conflict.second_number))
    with check (tenant_id = (select evimed.scope_tenant()));
  foreach name in array array['guide', 'recommendation', 'conflict'] loop
    execute format('alter table evimed.%I enable row level security, force row level security', name);
    execute format('create policy definer on evimed.%I to evimed_definer using (true) with check (true)', name);
    execute format('grant select, insert, update, delete on evimed.%I to evimed_app', name);
    execute format('grant select on evimed.%I to evimed_definer', name);
  end loop;
end $$;
grant update (acl) on evimed.guide, evimed.recommendation to evimed_definer;
