-- The audit log: one hash chain a tenant, which can be added to and read, never changed. Acts only: ids, hashes,
-- counts. No foreign key to the tenant: the log outlives what it tells of.

create table evimed.audit_entry (
  tenant_id text not null,
  seq       bigint not null,       -- 1, 2, 3 …: the order; times may jump
  at        timestamptz not null,  -- the server's clock when it was written
  act       text not null,         -- canonical JSON (RFC 8785), made by govern/audit/record.py
  prev      bytea not null,        -- hash of the entry before; 32 zero bytes for the first
  hash      bytea not null,        -- of this entry: a leaf of the Merkle tree of RFC 6962
  action    text generated always as ((act::json) ->> 'action') stored,
  primary key (tenant_id, seq)
);
create index audit_entry_action on evimed.audit_entry (tenant_id, action, seq);

-- Where each chain ends: what the next entry links to, and its lock.
create table evimed.audit_head (
  tenant_id text not null primary key,
  seq       bigint not null,
  hash      bytea not null
) with (fillfactor = 20);  -- updated by each entry: in its page, without touching the index

create function evimed.audit_time(at timestamptz) returns text
language sql immutable parallel safe
return to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');

-- An entry as canonical JSON. Its keys stand in order because these names sort so.
create function evimed.audit_text(tenant text, seq bigint, at timestamptz, act text, prev bytea) returns text
language sql immutable parallel safe
return '{"act":' || act || ',"prev":"' || encode(prev, 'hex') || '","seq":' || seq || ',"tenant":' || to_json(tenant)
  || ',"time":"' || evimed.audit_time(at) || '"}';

-- Links an entry to the chain. The caller says what happened; order, time and hashes are not theirs to say.
create function evimed.audit_link() returns trigger
language plpgsql volatile security definer set search_path from current
as $$
declare
  head evimed.audit_head;
begin
  if new.tenant_id is distinct from evimed.scope_tenant() then
    raise insufficient_privilege using message = 'audit entry of another tenant';
  end if;
  if json_typeof(new.act::json) <> 'object' then  -- else it could end its own text and go on as another entry
    raise invalid_parameter_value using message = 'an act is one JSON object';
  end if;
  select * into head from evimed.audit_head h where h.tenant_id = new.tenant_id for update;
  if not found then
    insert into evimed.audit_head (tenant_id, seq, hash) values (new.tenant_id, 0, decode(repeat('00', 32), 'hex'))
      on conflict do nothing;
    select * into head from evimed.audit_head h where h.tenant_id = new.tenant_id for update;
  end if;
  new.seq := head.seq + 1;
  new.at := clock_timestamp();
  new.prev := head.hash;
  new.hash := sha256('\x00'::bytea
    || convert_to(evimed.audit_text(new.tenant_id, new.seq, new.at, new.act, new.prev), 'UTF8'));
  update evimed.audit_head h set seq = new.seq, hash = new.hash where h.tenant_id = new.tenant_id;
  return new;
end $$;
create trigger audit_link before insert on evimed.audit_entry
  for each row execute function evimed.audit_link();

create function evimed.audit_refuse() returns trigger language plpgsql
as $$
begin
  raise insufficient_privilege using message = 'the audit log is append-only';
end $$;
create trigger audit_refuse before update or delete or truncate on evimed.audit_entry
  for each statement execute function evimed.audit_refuse();
create trigger audit_refuse before delete or truncate on evimed.audit_head
  for each statement execute function evimed.audit_refuse();

do $$
declare
  name text;
begin
  foreach name in array array['audit_entry', 'audit_head'] loop
    execute format($policy$
      create policy scope on evimed.%I to public
        using (tenant_id = (select evimed.scope_tenant())) with check (tenant_id = (select evimed.scope_tenant()))
    $policy$, name);
    execute format('alter table evimed.%I enable row level security, force row level security', name);
  end loop;
  create policy definer on evimed.audit_head to evimed_definer using (true) with check (true);
end $$;

grant select, insert (tenant_id, act) on evimed.audit_entry to evimed_app;
grant select on evimed.audit_head to evimed_app;
grant select, insert, update on evimed.audit_head to evimed_definer;

grant create on schema evimed to evimed_definer;
alter function evimed.audit_link() owner to evimed_definer;
revoke create on schema evimed from evimed_definer;
