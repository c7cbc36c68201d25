-- Folders of a library: some are made by people, and a document may be filed in another than it was given at. What it
-- was given at stays its source; where it is filed is its place, which permission rules name.

create table evimed.folder (
  tenant_id text not null,
  library   text not null,
  path      text not null check (path <> '' and length(path) <= 1000),
  acl       int not null,  -- who reads what lies there
  made_by   text not null,
  made_at   timestamptz not null default now(),
  primary key (tenant_id, library, path),
  foreign key (tenant_id, library) references evimed.library on delete cascade
);

-- By source, so that the next version given there lies where the one before was filed.
create table evimed.filing (
  tenant_id text not null,
  library   text not null,
  source    text not null,
  folder    text not null check (length(folder) <= 1000),
  filed_by  text not null,
  filed_at  timestamptz not null default now(),
  primary key (tenant_id, library, source),
  foreign key (tenant_id, library) references evimed.library on delete cascade
);

create index document_source on evimed.document (tenant_id, library, source);

-- The folder that a source was given in; "" at the top.
create function evimed.folder_of(source text) returns text
language sql immutable parallel safe
return case when position('/' in source) > 0 then regexp_replace(source, '/[^/]*$', '') else '' end;

-- Where a source lies: in the folder it is filed in, or (null) as it was given.
create function evimed.place_of(source text, folder text) returns text
language sql immutable parallel safe
return case when folder is null then source
            when folder = '' then regexp_replace(source, '^.*/', '')
            else folder || '/' || regexp_replace(source, '^.*/', '') end;

alter table evimed.folder enable row level security, force row level security;
create policy scope on evimed.folder to public
  using (evimed.visible(tenant_id, acl, (select evimed.scope_tenant()), (select evimed.scope_classes())))
  with check (evimed.visible(tenant_id, acl, (select evimed.scope_tenant()), (select evimed.scope_classes())));
create policy definer on evimed.folder to evimed_definer using (true) with check (true);
grant select, insert, update, delete on evimed.folder to evimed_app;
grant select, update (acl) on evimed.folder to evimed_definer;

-- Where something is filed is seen by whoever sees it, and where rules are read: no class that could go astray.
alter table evimed.filing enable row level security, force row level security;
create policy scope on evimed.filing to public
  using (tenant_id = (select evimed.scope_tenant()) and (
    (select evimed.scope_purpose()) = 'access'
    or exists (select from evimed.document d
               where d.tenant_id = filing.tenant_id and d.library = filing.library and d.source = filing.source)
    or exists (select from evimed.source s
               where s.tenant_id = filing.tenant_id and s.library = filing.library and s.source = filing.source)))
  with check (tenant_id = (select evimed.scope_tenant()));
create policy definer on evimed.filing to evimed_definer using (true) with check (true);
grant select, insert, update, delete on evimed.filing to evimed_app;
grant select, delete on evimed.filing to evimed_definer;

drop function evimed.placed_quarantine(text);
grant create on schema evimed to evimed_definer;
select set_config('evimed.former_role', current_setting('role'), true);
set local role evimed_definer;

-- Where documents lie, and their classes; for access only.
create or replace function evimed.placed(in_library text, in_documents text[])
returns table (document_id text, acl int, places text[])
language sql stable security definer set search_path from current
as $$
  select d.document_id, d.acl,
         array(select evimed.place_of(g.source, f.folder)
               from (select s.source from evimed.source s
                     where s.tenant_id = d.tenant_id and s.library = d.library and s.document_id = d.document_id
                     union select d.source) g
               left join evimed.filing f
                 on f.tenant_id = d.tenant_id and f.library = d.library and f.source = g.source
               group by 1 order by 1)
  from evimed.document d
  where d.tenant_id = evimed.scope_tenant() and evimed.scope_purpose() = 'access' and d.library = in_library
    and (in_documents is null or d.document_id = any (in_documents))
$$;

-- Where what could not be taken in lies, and its class; for access only.
create function evimed.placed_quarantine(in_library text) returns table (source text, acl int, place text)
language sql stable security definer set search_path from current
as $$
  select q.source, q.acl, evimed.place_of(q.source, f.folder)
  from evimed.quarantine q left join evimed.filing f using (tenant_id, library, source)
  where q.tenant_id = evimed.scope_tenant() and evimed.scope_purpose() = 'access' and q.library = in_library
$$;

-- Folders that people made, and their classes; for access only.
create function evimed.placed_folders(in_library text) returns table (path text, acl int)
language sql stable security definer set search_path from current
as $$
  select f.path, f.acl from evimed.folder f
  where f.tenant_id = evimed.scope_tenant() and evimed.scope_purpose() = 'access' and f.library = in_library
$$;

-- Documents that were given, or are given now, at these sources; for access only.
create function evimed.documents_given(in_library text, in_sources text[]) returns setof text
language sql stable security definer set search_path from current
as $$
  select d.document_id from evimed.document d
  where d.tenant_id = evimed.scope_tenant() and evimed.scope_purpose() = 'access' and d.library = in_library
    and d.source = any (in_sources)
  union
  select s.document_id from evimed.source s
  where s.tenant_id = evimed.scope_tenant() and evimed.scope_purpose() = 'access' and s.library = in_library
    and s.source = any (in_sources)
$$;

-- Gives folders another class.
create function evimed.relabel_folders(in_library text, in_paths text[], in_acl int) returns bigint
language plpgsql volatile security definer set search_path from current
as $$
declare
  changed bigint;
begin
  update evimed.folder f set acl = in_acl
    where f.tenant_id = evimed.scope_tenant() and evimed.scope_purpose() = 'access' and f.library = in_library
      and f.path = any (in_paths) and f.acl <> in_acl;
  get diagnostics changed = row_count;
  return changed;
end $$;

-- Where a source was filed is forgotten with the last document that was given there.
create function evimed.forget_filing() returns trigger
language plpgsql security definer set search_path from current
as $$
begin
  delete from evimed.filing f using gone g
    where f.tenant_id = g.tenant_id and f.library = g.library and f.source = g.source
      and not exists (select from evimed.document d
                      where d.tenant_id = f.tenant_id and d.library = f.library and d.source = f.source)
      and not exists (select from evimed.source s
                      where s.tenant_id = f.tenant_id and s.library = f.library and s.source = f.source);
  return null;
end $$;

do $$
declare
  call regprocedure;
begin
  foreach call in array array[
    'evimed.placed_quarantine(text)', 'evimed.placed_folders(text)', 'evimed.documents_given(text, text[])',
    'evimed.relabel_folders(text, text[], int)']::regprocedure[] loop
    execute format('revoke execute on function %s from public', call);
    execute format('grant execute on function %s to evimed_app', call);
  end loop;
end $$;

select set_config('role', current_setting('evimed.former_role'), true);
revoke create on schema evimed from evimed_definer;

create trigger forget_filing after delete on evimed.document
  referencing old table as gone for each statement execute function evimed.forget_filing();
create trigger forget_filing after delete on evimed.source
  referencing old table as gone for each statement execute function evimed.forget_filing();
