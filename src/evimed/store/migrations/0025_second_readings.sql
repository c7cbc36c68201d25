-- What a model was asked for entities, passage by passage, and what of its reply stands in the text: places and types,
-- never words. Kept apart from the mentions that are made of it, so that reading a document anew asks nobody again.

create table evimed.second_reading (
  tenant_id     text not null,
  library       text not null,
  passage_id    text not null,
  document_id   text not null,
  acl           int not null,
  stamp         text not null,   -- which model, and how it was asked
  outcome       text not null check (outcome in ('read', 'unreadable')),
  named         int not null,    -- how many mentions the reply named
  found         jsonb not null,  -- [char_start, char_end, type] of those that stand there
  input_tokens  bigint,          -- null: the endpoint did not say
  output_tokens bigint,
  asked_at      timestamptz not null default now(),
  primary key (tenant_id, library, passage_id),
  foreign key (tenant_id, library, passage_id) references evimed.passage on delete cascade
);
create index second_reading_document on evimed.second_reading (tenant_id, library, document_id);

create policy scope on evimed.second_reading to public
  using (evimed.visible(tenant_id, acl, (select evimed.scope_tenant()), (select evimed.scope_classes())))
  with check (evimed.visible(tenant_id, acl, (select evimed.scope_tenant()), (select evimed.scope_classes())));
alter table evimed.second_reading enable row level security, force row level security;
create policy definer on evimed.second_reading to evimed_definer using (true) with check (true);
grant select, insert, update, delete on evimed.second_reading to evimed_app;
grant select, insert, update, delete on evimed.second_reading to evimed_definer;

-- What a terminology says of its concepts beside their parents: codes by what links them ({"phenotype": ["HP:0001250"]}).
alter table evimed.concept add column links jsonb not null default '{}';
create index concept_links on evimed.concept using gin (links jsonb_path_ops) where links <> '{}';
create index concept_parents on evimed.concept using gin (parents);
