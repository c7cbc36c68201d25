-- makes a tenant where it is missing
insert into evimed.tenant (tenant_id) values (%(tenant)s) on conflict do nothing
