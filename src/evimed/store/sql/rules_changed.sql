-- counts a change of rules or classes
insert into evimed.access_state (tenant_id, version) values (%(tenant)s, 1)
on conflict (tenant_id) do update set version = access_state.version + 1
returning version
