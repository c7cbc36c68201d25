-- makes a library, and its tenant, where they are missing
with made as (
  insert into evimed.tenant (tenant_id) values (%(tenant)s) on conflict do nothing
)
insert into evimed.library (tenant_id, library) values (%(tenant)s, %(library)s) on conflict do nothing
