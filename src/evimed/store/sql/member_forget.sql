-- takes somebody out of all groups and roles
with out as (
  delete from evimed.group_member where tenant_id = %(tenant)s and member = %(member)s::text
)
delete from evimed.role_grant where tenant_id = %(tenant)s and holder = %(member)s::text
