-- What becomes of a complaint and of a question handed to a person: steps, the last of which is its state.

create table evimed.case_step (
  tenant_id   text not null,
  feedback_id text not null,
  number      int not null,
  state       text not null check (state in ('taken', 'closed', 'open')),
  words       text not null default '' check (length(words) <= 4000),
  user_name   text not null,
  at          timestamptz not null default now(),
  primary key (tenant_id, feedback_id, number),
  foreign key (tenant_id, feedback_id) references evimed.feedback on delete cascade
);

-- Seen by whoever sees the remark, which is whoever sees its answer.
alter table evimed.case_step enable row level security, force row level security;
create policy scope on evimed.case_step to public
  using (tenant_id = (select evimed.scope_tenant()) and exists (
    select from evimed.feedback f where f.tenant_id = case_step.tenant_id and f.feedback_id = case_step.feedback_id))
  with check (tenant_id = (select evimed.scope_tenant()) and user_name = (select evimed.scope_user()) and exists (
    select from evimed.feedback f where f.tenant_id = case_step.tenant_id and f.feedback_id = case_step.feedback_id));
grant select, insert on evimed.case_step to evimed_app;
