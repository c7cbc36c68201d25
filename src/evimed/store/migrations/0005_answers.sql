-- The answer book: how an answer came to be. It quotes documents, so it goes when its answer goes, and its
-- answer when one of the documents does (evimed.answer.documents names those the book quotes, too).

create table evimed.answer_book (
  tenant_id   text not null,
  answer_id   text not null,
  book        json not null,    -- schema evimed/book/1
  acl_classes int[] not null,   -- those of its answer
  primary key (tenant_id, answer_id),
  foreign key (tenant_id, answer_id) references evimed.answer on delete cascade
);
alter table evimed.answer_book enable row level security, force row level security;
create policy scope on evimed.answer_book to public
  using (tenant_id = (select evimed.scope_tenant()) and acl_classes <@ (select evimed.scope_classes()))
  with check (tenant_id = (select evimed.scope_tenant()) and acl_classes <@ (select evimed.scope_classes()));
create policy definer on evimed.answer_book to evimed_definer using (true) with check (true);
grant select, insert on evimed.answer_book to evimed_app;
grant select on evimed.answer_book to evimed_definer;
