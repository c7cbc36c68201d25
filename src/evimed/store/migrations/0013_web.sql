-- What the web page needs: the original of a document that has pages, and what readers say of an answer.

-- The bytes of a document as they were taken in, to draw its pages from. Seen by whoever sees the document
-- (no permission class of its own that could go astray), gone with it.
create table evimed.original (
  tenant_id   text not null,
  library     text not null,
  document_id text not null,
  mime        text not null,
  content     bytea not null,
  primary key (tenant_id, library, document_id),
  foreign key (tenant_id, library, document_id) references evimed.document on delete cascade
);
-- A PDF is compressed already: trying again costs time and saves nothing.
alter table evimed.original alter column content set storage external;

alter table evimed.original enable row level security, force row level security;
create policy scope on evimed.original to public
  using (tenant_id = (select evimed.scope_tenant()) and exists (
    select from evimed.document d
    where d.tenant_id = original.tenant_id and d.library = original.library and d.document_id = original.document_id))
  with check (tenant_id = (select evimed.scope_tenant()) and exists (
    select from evimed.document d
    where d.tenant_id = original.tenant_id and d.library = original.library and d.document_id = original.document_id));
grant select, insert, delete on evimed.original to evimed_app;

-- What a reader says of an answer. Written once; gone with the answer.
create table evimed.feedback (
  tenant_id   text not null,
  answer_id   text not null,
  feedback_id text not null,
  kind        text not null check (kind in ('helpful', 'wrong', 'incomplete', 'complaint', 'hand_off')),
  statement   int,                    -- which statement is meant, from 1; null: the whole answer
  words       text not null default '' check (length(words) <= 4000),
  user_name   text not null,
  at          timestamptz not null default now(),
  primary key (tenant_id, feedback_id),
  foreign key (tenant_id, answer_id) references evimed.answer on delete cascade
);
create index feedback_answer on evimed.feedback (tenant_id, answer_id);

alter table evimed.feedback enable row level security, force row level security;
create policy scope on evimed.feedback to public
  using (tenant_id = (select evimed.scope_tenant()) and exists (
    select from evimed.answer a where a.tenant_id = feedback.tenant_id and a.answer_id = feedback.answer_id))
  with check (tenant_id = (select evimed.scope_tenant()) and exists (
    select from evimed.answer a where a.tenant_id = feedback.tenant_id and a.answer_id = feedback.answer_id));
grant select, insert on evimed.feedback to evimed_app;

-- The latest answers, a page at a time.
create index answer_asked on evimed.answer (tenant_id, library, asked_at desc, answer_id);
