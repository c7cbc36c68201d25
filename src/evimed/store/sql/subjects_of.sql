-- groups of an account, those that its groups are in too, its roles, and how often the rules have changed
with recursive membership as (
  select 'user:' || %(id)s::text as member
  union
  select 'group:' || g.group_id
  from membership m join evimed.group_member g on g.tenant_id = %(tenant)s and g.member = m.member
)
select array(select m.member from membership m order by 1),
       array(select distinct r.role from evimed.role_grant r join membership m on r.holder = m.member
             where r.tenant_id = %(tenant)s order by 1),
       coalesce((select s.version from evimed.access_state s where s.tenant_id = %(tenant)s), 0)
