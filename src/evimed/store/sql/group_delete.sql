-- forgets a group; it is in no other group and holds no role any more
with out as (
  delete from evimed.group_member where tenant_id = %(tenant)s and member = 'group:' || %(id)s::text
), roles as (
  delete from evimed.role_grant where tenant_id = %(tenant)s and holder = 'group:' || %(id)s::text
)
delete from evimed.access_group where tenant_id = %(tenant)s and group_id = %(id)s::text
