-- Who there is, who may read what, and how that reaches every row that comes from a document.

-- Scope, more of it --------------------------------------------------------------------------------------
-- Set for one transaction, as tenant and classes are (0001). Only access itself works under the purpose "access".

create function evimed.scope_user() returns text
language sql stable parallel safe
return nullif(current_setting('evimed.user', true), '');

create function evimed.scope_purpose() returns text
language sql stable parallel safe
return nullif(current_setting('evimed.purpose', true), '');

-- Whether it is the owner of the installation.
create function evimed.scope_owns() returns boolean
language sql stable parallel safe
return coalesce(nullif(current_setting('evimed.owns', true), '') = 'yes', false);

-- Whether answers of others may be read, within the classes.
create function evimed.scope_oversees() returns boolean
language sql stable parallel safe
return coalesce(nullif(current_setting('evimed.oversees', true), '') = 'yes', false);

-- People -------------------------------------------------------------------------------------------------

create table evimed.account (
  tenant_id     text not null references evimed.tenant on delete cascade,
  account_id    text not null,
  name          text not null check (name <> ''),  -- folded: what one signs in with
  shown_name    text not null,
  kind          text not null check (kind in ('person', 'service')),
  password      text,                 -- argon2id, encoded; none: signs in by OIDC or by token only
  issuer        text,                 -- OIDC: who vouches, and as whom
  subject       text,
  disabled      boolean not null default false,
  failures      int not null default 0,  -- wrong passwords since the last right one
  blocked_until timestamptz,
  created_at    timestamptz not null,
  primary key (tenant_id, account_id),
  unique (tenant_id, name),
  unique (tenant_id, issuer, subject)
);

create table evimed.access_group (
  tenant_id  text not null references evimed.tenant on delete cascade,
  group_id   text not null,
  name       text not null check (name <> ''),
  primary key (tenant_id, group_id),
  unique (tenant_id, name)
);

create table evimed.group_member (
  tenant_id text not null,
  group_id  text not null,
  member    text not null check (member ~ '^(user|group):.'),
  origin    text not null check (origin in ('local', 'oidc')),  -- what OIDC told is renewed at each sign-in
  primary key (tenant_id, group_id, member),
  foreign key (tenant_id, group_id) references evimed.access_group on delete cascade
);
create index group_member_member on evimed.group_member (tenant_id, member);

create table evimed.role_grant (
  tenant_id text not null references evimed.tenant on delete cascade,
  role      text not null,
  holder    text not null check (holder ~ '^(user|group):.'),
  primary key (tenant_id, role, holder)
);
create index role_grant_holder on evimed.role_grant (tenant_id, holder);

create table evimed.api_token (
  tenant_id  text not null,
  token_id   text not null,
  hash       bytea not null,  -- SHA-256 of a random token: nothing here opens anything
  account_id text not null,
  name       text not null,
  verbs      text[] not null,
  purpose    text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  used_at    timestamptz,
  primary key (tenant_id, token_id),
  unique (tenant_id, hash),
  foreign key (tenant_id, account_id) references evimed.account on delete cascade
);

create table evimed.signed_in (
  tenant_id  text not null,
  hash       bytea not null,
  account_id text not null,
  purpose    text not null,
  created_at timestamptz not null,
  seen_at    timestamptz not null,
  expires_at timestamptz not null,
  ended_at   timestamptz,
  primary key (tenant_id, hash),
  foreign key (tenant_id, account_id) references evimed.account on delete cascade
);
create index signed_in_account on evimed.signed_in (tenant_id, account_id);

-- Sign-ins that were begun at an OIDC provider and have not come back; taken out when they do, so used once.
create table evimed.oidc_request (
  tenant_id  text not null references evimed.tenant on delete cascade,
  state      bytea not null,  -- SHA-256
  nonce      text not null,
  verifier   text not null,
  redirect   text not null,
  purpose    text not null,
  expires_at timestamptz not null,
  primary key (tenant_id, state)
);

-- Rules and classes --------------------------------------------------------------------------------------

create table evimed.permission_rule (
  tenant_id  text not null references evimed.tenant on delete cascade,
  rule_id    bigint generated always as identity,
  library    text not null,
  place      text not null check (place in ('library', 'path', 'document')),
  path       text not null,  -- of a path or the id of a document; '' for the library
  effect     text not null check (effect in ('allow', 'only', 'deny')),
  subject    text not null,
  made_at    timestamptz not null,
  made_by    text not null,
  primary key (tenant_id, rule_id),
  unique (tenant_id, library, place, path, effect, subject)
);

-- What each permission class means: read by who meets one subject of every clause, and none that is denied.
-- Class 0 has no row: it is what no rule opens, and only the owner reads it.
create table evimed.permission_class (
  tenant_id text not null references evimed.tenant on delete cascade,
  acl       int not null generated always as identity check (acl > 0),
  library   text not null,
  clauses   jsonb not null,  -- [[subject, ...], ...]
  denied    text[] not null,
  primary key (tenant_id, acl)
);

-- One more with each change of rules or classes.
create table evimed.access_state (
  tenant_id text not null references evimed.tenant on delete cascade,
  version   bigint not null,
  primary key (tenant_id)
);

do $$
declare
  name text;
begin
  foreach name in array array['account', 'access_group', 'group_member', 'role_grant', 'api_token', 'signed_in',
                              'oidc_request', 'permission_rule', 'permission_class', 'access_state'] loop
    execute format($policy$
      create policy scope on evimed.%I to public
        using (tenant_id = (select evimed.scope_tenant()) and (select evimed.scope_purpose()) = 'access')
        with check (tenant_id = (select evimed.scope_tenant()) and (select evimed.scope_purpose()) = 'access')
    $policy$, name);
    execute format('create policy definer on evimed.%I to evimed_definer using (true) with check (true)', name);
    execute format('alter table evimed.%I enable row level security, force row level security', name);
    execute format('grant select, insert, update, delete on evimed.%I to evimed_app', name);
    execute format('grant select on evimed.%I to evimed_definer', name);
  end loop;
end $$;

-- An answer is its asker's; of others' those see it who oversee, and then only within their classes.
drop policy scope on evimed.answer;
create policy scope on evimed.answer to public
  using (tenant_id = (select evimed.scope_tenant()) and acl_classes <@ (select coalesce(evimed.scope_classes(), '{}'))
         and (user_name = (select evimed.scope_user()) or (select evimed.scope_oversees())))
  with check (tenant_id = (select evimed.scope_tenant()) and acl_classes <@ (select coalesce(evimed.scope_classes(), '{}'))
              and user_name = (select evimed.scope_user()));
drop policy scope on evimed.answer_book;
create policy scope on evimed.answer_book to public
  using (tenant_id = (select evimed.scope_tenant()) and acl_classes <@ (select coalesce(evimed.scope_classes(), '{}'))
         and exists (select from evimed.answer a
                     where a.tenant_id = answer_book.tenant_id and a.answer_id = answer_book.answer_id))
  with check (tenant_id = (select evimed.scope_tenant()) and acl_classes <@ (select coalesce(evimed.scope_classes(), '{}')));

-- Relabelling --------------------------------------------------------------------------------------------

do $$
declare
  name text;
begin
  foreach name in array array['document', 'source', 'passage', 'passage_vector', 'uncounted', 'unsegmented',
                              'quarantine'] loop
    execute format('grant select, update (acl) on evimed.%I to evimed_definer', name);
  end loop;
  foreach name in array array['answer', 'answer_book'] loop
    execute format('grant select, update (acl_classes) on evimed.%I to evimed_definer', name);
  end loop;
end $$;
grant insert, update, delete on evimed.term, evimed.library_class to evimed_definer;
grant update (version) on evimed.library to evimed_definer;

grant create on schema evimed to evimed_definer;
select set_config('evimed.former_role', current_setting('role'), true);
set local role evimed_definer;

-- Rules stay as they are until this transaction ends: taken by whoever writes rows that carry a class.
create function evimed.hold_rules() returns bigint
language plpgsql volatile security definer set search_path from current
as $$
begin
  perform pg_advisory_xact_lock_shared(hashtextextended('evimed.rules ' || evimed.scope_tenant(), 0));
  return coalesce((select s.version from evimed.access_state s where s.tenant_id = evimed.scope_tenant()), 0);
end $$;

-- Where documents were given, and their classes; for access only.
create function evimed.placed(in_library text, in_documents text[])
returns table (document_id text, acl int, places text[])
language sql stable security definer set search_path from current
as $$
  select d.document_id, d.acl,
         array(select s.source from evimed.source s
               where s.tenant_id = d.tenant_id and s.library = d.library and s.document_id = d.document_id
               union select d.source order by 1)
  from evimed.document d
  where d.tenant_id = evimed.scope_tenant() and evimed.scope_purpose() = 'access' and d.library = in_library
    and (in_documents is null or d.document_id = any (in_documents))
$$;

-- Places of documents that could not be taken in, and their classes; for access only.
create function evimed.placed_quarantine(in_library text) returns table (source text, acl int)
language sql stable security definer set search_path from current
as $$
  select q.source, q.acl from evimed.quarantine q
  where q.tenant_id = evimed.scope_tenant() and evimed.scope_purpose() = 'access' and q.library = in_library
$$;

-- Gives documents, with all that came from them, another class, in this transaction: rows, statistics, answers.
-- Answers made when the class they come from still held them need both classes now. Returns how many moved.
create function evimed.relabel(in_library text, in_documents text[], in_acl int) returns bigint
language plpgsql volatile security definer set search_path from current
as $$
declare
  tenant text := evimed.scope_tenant();
  moved text[];
  former int[];
  broken bigint[];
  more bigint[];
  derived record;
begin
  if evimed.scope_purpose() is distinct from 'access' then
    return 0;
  end if;
  perform from evimed.library l where l.tenant_id = tenant and l.library = in_library for no key update;
  select array_agg(d.document_id), array_agg(distinct d.acl) into moved, former
    from evimed.document d
    where d.tenant_id = tenant and d.library = in_library and d.document_id = any (in_documents) and d.acl <> in_acl;
  if moved is null then
    return 0;
  end if;

  -- Segments hold one class: those that hold a moved document are taken apart, and made anew by store/segments.py.
  select coalesce(array_agg(distinct d.segment), '{}') into broken from evimed.segment_document d
    where d.tenant_id = tenant and d.library = in_library and d.document_id = any (moved);
  loop  -- a document may stand in several
    select coalesce(array_agg(distinct o.segment), '{}') into more
      from evimed.segment_document d join evimed.segment_document o using (tenant_id, library, document_id)
      where d.tenant_id = tenant and d.library = in_library and d.segment = any (broken);
    exit when more <@ broken;
    broken := more;
  end loop;
  insert into evimed.unsegmented as u (tenant_id, library, document_id, acl, passages, average)
    select a.tenant_id, a.library, a.document_id, a.acl, a.passages,
           coalesce(evimed.weighed_for(a.terms, a.tfs, a.length, a.bm), 1)
    from (select p.*, count(*) over document as passages, row_number() over document as place
          from evimed.passage p
          where p.tenant_id = tenant and p.library = in_library
            and p.document_id in (
              select d.document_id from evimed.segment_document d
              where d.tenant_id = tenant and d.library = in_library and d.segment = any (broken))
          window document as (
            partition by p.tenant_id, p.library, p.document_id order by (p.terms = '{}'), p.ordinal
            rows between unbounded preceding and unbounded following)) a
    where a.place = 1
    on conflict (tenant_id, library, document_id) do nothing;
  delete from evimed.segment s
    where s.tenant_id = tenant and s.library = in_library and s.segment = any (broken);

  -- Statistics, by class; counts that wait go with their document.
  with gone as materialized (
    select p.acl, t.term, count(*)::int as df
    from evimed.passage p cross join lateral unnest(p.terms) as t (term)
    where p.tenant_id = tenant and p.library = in_library and p.document_id = any (moved)
      and not exists (
        select from evimed.uncounted u
        where u.tenant_id = tenant and u.library = in_library and u.document_id = p.document_id)
    group by p.acl, t.term
  ), less as (
    update evimed.term t set df = t.df - g.df from gone g
      where t.tenant_id = tenant and t.library = in_library and t.acl = g.acl and t.term = g.term
  )
  insert into evimed.term (tenant_id, library, acl, term, df)
    select tenant, in_library, in_acl, g.term, sum(g.df)::int from gone g group by g.term order by g.term
    on conflict (tenant_id, library, acl, term) do update set df = term.df + excluded.df;
  delete from evimed.term t
    where t.tenant_id = tenant and t.library = in_library and t.acl = any (former) and t.df <= 0;
  with gone as materialized (
    select p.acl, count(*) as passages, sum(p.length)::bigint as length
    from evimed.passage p
    where p.tenant_id = tenant and p.library = in_library and p.document_id = any (moved)
    group by p.acl
  ), less as (
    update evimed.library_class c
      set n_passages = c.n_passages - g.passages, total_length = c.total_length - g.length
      from gone g where c.tenant_id = tenant and c.library = in_library and c.acl = g.acl
  )
  insert into evimed.library_class (tenant_id, library, acl, n_passages, total_length)
    select tenant, in_library, in_acl, coalesce(sum(g.passages), 0), coalesce(sum(g.length), 0) from gone g
    on conflict (tenant_id, library, acl) do update
    set n_passages = library_class.n_passages + excluded.n_passages,
        total_length = library_class.total_length + excluded.total_length;

  -- Rows. Passages first: who makes vectors holds them, and gives the vector the class of its passage.
  update evimed.document set acl = in_acl
    where tenant_id = tenant and library = in_library and document_id = any (moved);
  update evimed.passage set acl = in_acl
    where tenant_id = tenant and library = in_library and document_id = any (moved);
  -- Whatever else comes from one document says so by its columns.
  for derived in
    select c.relname as name
    from pg_class c
    where c.relnamespace = 'evimed'::regnamespace and c.relkind in ('r', 'p')
      and c.relname not in ('document', 'passage', 'segment_document')
      and (select count(*) from pg_attribute a
           where a.attrelid = c.oid and not a.attisdropped
             and a.attname in ('tenant_id', 'library', 'document_id', 'acl')) = 4
    order by 1
  loop
    execute format('update evimed.%I set acl = $1 where tenant_id = $2 and library = $3 and document_id = any ($4)',
                   derived.name) using in_acl, tenant, in_library, moved;
  end loop;
  -- And what comes from several carries all their classes.
  for derived in
    select c.relname as name
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'acl_classes' and not a.attisdropped
    where c.relnamespace = 'evimed'::regnamespace and c.relkind in ('r', 'p')
    order by 1
  loop
    execute format('update evimed.%I set acl_classes = acl_classes || $1
                    where tenant_id = $2 and acl_classes && $3 and not $1 = any (acl_classes)',
                   derived.name) using in_acl, tenant, former;
  end loop;
  update evimed.library set version = version + 1 where tenant_id = tenant and library = in_library;
  return cardinality(moved);
end $$;

-- Gives places whose documents could not be taken in another class.
create function evimed.relabel_quarantine(in_library text, in_sources text[], in_acl int) returns bigint
language plpgsql volatile security definer set search_path from current
as $$
declare
  changed bigint;
begin
  update evimed.quarantine q set acl = in_acl
    where q.tenant_id = evimed.scope_tenant() and evimed.scope_purpose() = 'access' and q.library = in_library
      and q.source = any (in_sources) and q.acl <> in_acl;
  get diagnostics changed = row_count;
  return changed;
end $$;

-- Whether a document is there that the Scope may not see; for access only.
create function evimed.exists_unseen(in_library text, in_document text) returns boolean
language sql stable security definer set search_path from current
as $$
  select evimed.scope_purpose() = 'access' and (
    exists (select from evimed.document d
            where d.tenant_id = evimed.scope_tenant() and d.library = in_library and d.document_id = in_document)
    or exists (select from evimed.source s
               where s.tenant_id = evimed.scope_tenant() and s.library = in_library and s.source = in_document))
$$;

do $$
declare
  call regprocedure;
begin
  foreach call in array array[
    'evimed.hold_rules()', 'evimed.placed(text, text[])', 'evimed.placed_quarantine(text)',
    'evimed.relabel(text, text[], int)', 'evimed.relabel_quarantine(text, text[], int)',
    'evimed.exists_unseen(text, text)']::regprocedure[] loop
    execute format('revoke execute on function %s from public', call);
    execute format('grant execute on function %s to evimed_app', call);
  end loop;
end $$;

select set_config('role', current_setting('evimed.former_role'), true);
revoke create on schema evimed from evimed_definer;
