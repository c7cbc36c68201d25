-- What persons decided of a body of evidence: several studies of one question. A decision is only ever added. It is seen
-- by those who may read every study of the body, and goes when one of them does: without it, it is another body.

create table evimed.body_judgement (
  tenant_id  text not null,
  library    text not null,
  body_id    text not null,     -- of the documents and the outcome
  number     int not null,      -- from 1
  documents  text[] not null check (cardinality(documents) between 2 and 200),
  record     jsonb not null,
  decided_by text not null,
  decided_at timestamptz not null default now(),
  primary key (tenant_id, library, body_id, number),
  foreign key (tenant_id, library) references evimed.library on delete cascade
);
create index body_judgement_documents on evimed.body_judgement using gin (documents);

-- The subselect sees no document that its policy hides: permission of a document may change.
create policy scope on evimed.body_judgement to public
  using (tenant_id = (select evimed.scope_tenant())
         and not exists (select from unnest(documents) n (id)
                         where not exists (select from evimed.document d
                                           where d.tenant_id = body_judgement.tenant_id
                                             and d.library = body_judgement.library and d.document_id = n.id)))
  with check (tenant_id = (select evimed.scope_tenant()));
alter table evimed.body_judgement enable row level security, force row level security;
create policy definer on evimed.body_judgement to evimed_definer using (true) with check (true);
grant select, insert, delete on evimed.body_judgement to evimed_app;
grant select, delete on evimed.body_judgement to evimed_definer;

grant create on schema evimed to evimed_definer;
select set_config('evimed.former_role', current_setting('role'), true);
set local role evimed_definer;

create function evimed.bodies_gone() returns trigger
language plpgsql security definer set search_path from current
as $$
begin
  delete from evimed.body_judgement b
    where b.tenant_id = old.tenant_id and b.library = old.library and b.documents @> array[old.document_id];
  return null;
end $$;

select set_config('role', current_setting('evimed.former_role'), true);
revoke create on schema evimed from evimed_definer;

create trigger bodies_gone after delete on evimed.document
  for each row execute function evimed.bodies_gone();
