-- notes a copy of the data, and when it was made
insert into evimed.backup (tenant_id, place, made_at) values (%(tenant)s, %(place)s, coalesce(%(made)s::timestamptz, now()))
on conflict do nothing
