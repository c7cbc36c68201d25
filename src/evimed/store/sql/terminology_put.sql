-- records a terminology whose concepts follow in the same transaction
with kept as (insert into evimed.tenant (tenant_id) values (%(tenant)s) on conflict do nothing)
insert into evimed.terminology (tenant_id, terminology, kind, sha256, concepts, forms)
values (%(tenant)s, %(name)s, %(kind)s, %(sha256)s, %(concepts)s::int, %(forms)s::int)
