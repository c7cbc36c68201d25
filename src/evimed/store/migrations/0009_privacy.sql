-- Personal data: what a library does with it, who has consented to what, how long it is kept, what people have
-- asked for. People stand here as keyed hashes ("subjects", govern/privacy/pseudonyms.py): no name, no number.

create table evimed.privacy_policy (
  tenant_id text not null,
  library   text not null,
  mode      text not null check (mode in ('open', 'mask', 'block', 'consent')),
  purpose   text not null default '',  -- of consent: what the processing is for
  set_at    timestamptz not null default now(),
  set_by    text not null,
  primary key (tenant_id, library),
  foreign key (tenant_id, library) references evimed.library on delete cascade,
  check (mode <> 'consent' or purpose <> '')
);

-- Added to, never changed: a withdrawal is an entry of its own, and the last one counts.
create table evimed.consent (
  tenant_id text not null,
  seq       bigint not null generated always as identity,
  subject   text not null,
  purpose   text not null check (purpose <> ''),
  given     boolean not null,
  basis     text not null,                -- consent, separate_consent, guardian, contract, law
  evidence  text not null default '',     -- where the signed form lies
  until     date,                         -- ends by itself
  at        timestamptz not null default clock_timestamp(),
  by_user   text not null,
  primary key (tenant_id, seq)
);
create index consent_subject on evimed.consent (tenant_id, subject, purpose, seq desc);

-- Whom the documents of a library that asks for consent are about.
create table evimed.document_subject (
  tenant_id   text not null,
  library     text not null,
  document_id text not null,
  subject     text not null,
  primary key (tenant_id, library, document_id, subject),
  foreign key (tenant_id, library, document_id) references evimed.document on delete cascade
);
create index document_subject_subject on evimed.document_subject (tenant_id, subject);

create table evimed.retention (
  tenant_id text not null,
  library   text not null,
  what      text not null check (what in ('documents', 'answers', 'quarantine')),
  days      int not null check (days > 0),
  set_by    text not null,
  primary key (tenant_id, library, what),
  foreign key (tenant_id, library) references evimed.library on delete cascade
);

create table evimed.subject_request (
  tenant_id text not null,
  id        bigint not null generated always as identity,
  kind      text not null check (kind in ('export', 'correction', 'erasure')),
  subject   text not null,
  done_at   timestamptz not null default clock_timestamp(),
  by_user   text not null,
  counts    jsonb not null,
  primary key (tenant_id, id)
);

-- Copies of the data outside the database, so that an erasure can say which of them still hold it.
create table evimed.backup (
  tenant_id text not null,
  place     text not null,
  made_at   timestamptz not null,
  purged_at timestamptz,
  primary key (tenant_id, place)
);

create table evimed.impact_assessment (
  tenant_id   text not null,
  sha256      text not null,
  title       text not null,
  approved_by text not null,
  at          timestamptz not null default clock_timestamp(),
  primary key (tenant_id, sha256)
);

do $$
declare
  name text;
begin
  foreach name in array array['privacy_policy', 'consent', 'document_subject', 'retention', 'subject_request',
                              'backup', 'impact_assessment'] loop
    execute format($policy$
      create policy scope on evimed.%I to public
        using (tenant_id = (select evimed.scope_tenant())) with check (tenant_id = (select evimed.scope_tenant()))
    $policy$, name);
    execute format('alter table evimed.%I enable row level security, force row level security', name);
  end loop;
end $$;

grant select, insert, update, delete on evimed.privacy_policy, evimed.retention to evimed_app;
grant select, insert on evimed.consent, evimed.subject_request, evimed.impact_assessment, evimed.document_subject
  to evimed_app;
grant select, insert, update (purged_at) on evimed.backup to evimed_app;

-- Answers that hold any of the words, whoever asked: question, record or book. Words come without white space and
-- hyphens in capitals, as the text is compared.
create function evimed.forget_answers_holding(words text[]) returns bigint
language plpgsql volatile security definer set search_path from current
as $$
declare
  forgotten bigint;
begin
  delete from evimed.answer a
    where a.tenant_id = evimed.scope_tenant()
      and exists (
        select from unnest(words) as w (word)
        where strpos(upper(translate(a.question || a.record::text, E' \t\r\n-', '')), w.word) > 0
           or exists (select from evimed.answer_book b
                      where b.tenant_id = a.tenant_id and b.answer_id = a.answer_id
                        and strpos(upper(translate(b.book::text, E' \t\r\n-', '')), w.word) > 0));
  get diagnostics forgotten = row_count;
  return forgotten;
end $$;

-- How many documents of the tenant hold any of the words, whoever may see them: an erasure must not pass over what
-- the person who carries it out may not read.
create function evimed.count_documents_holding(words text[]) returns bigint
language sql stable security definer set search_path from current
as $$
  select count(*) from evimed.document d
  where d.tenant_id = evimed.scope_tenant()
    and exists (select from unnest(words) as w (word)
                where strpos(upper(translate(d.text || d.title || d.source, E' \t\r\n-', '')), w.word) > 0)
$$;

-- Answers of a library that are older than it keeps them, whoever asked.
create function evimed.forget_answers_before(in_library text, before timestamptz) returns bigint
language plpgsql volatile security definer set search_path from current
as $$
declare
  forgotten bigint;
begin
  delete from evimed.answer a
    where a.tenant_id = evimed.scope_tenant() and a.library = in_library and a.asked_at < before;
  get diagnostics forgotten = row_count;
  return forgotten;
end $$;

grant create on schema evimed to evimed_definer;
do $$
declare
  role text := current_setting('role');
  call regprocedure;
begin
  foreach call in array array['evimed.forget_answers_holding(text[])', 'evimed.count_documents_holding(text[])',
                              'evimed.forget_answers_before(text, timestamptz)']::regprocedure[] loop
    execute format('alter function %s owner to evimed_definer', call);
  end loop;
  set local role evimed_definer;
  foreach call in array array['evimed.forget_answers_holding(text[])', 'evimed.count_documents_holding(text[])',
                              'evimed.forget_answers_before(text, timestamptz)']::regprocedure[] loop
    execute format('revoke execute on function %s from public', call);
    execute format('grant execute on function %s to evimed_app', call);
  end loop;
  perform set_config('role', role, true);
end $$;
revoke create on schema evimed from evimed_definer;
