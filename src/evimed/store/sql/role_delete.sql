-- takes a role away
delete from evimed.role_grant where tenant_id = %(tenant)s and role = %(role)s and holder = %(holder)s
