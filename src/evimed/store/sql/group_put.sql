-- a new group; no row if its name is taken
insert into evimed.access_group (tenant_id, group_id, name) values (%(tenant)s, %(id)s, %(name)s)
on conflict do nothing
returning group_id
