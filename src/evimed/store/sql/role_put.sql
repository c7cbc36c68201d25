-- gives a role
insert into evimed.role_grant (tenant_id, role, holder) values (%(tenant)s, %(role)s, %(holder)s)
on conflict do nothing
