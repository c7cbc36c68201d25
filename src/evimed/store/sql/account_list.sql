-- accounts with their roles, those held through groups too
with recursive membership as (
  select a.account_id, 'user:' || a.account_id as member from evimed.account a where a.tenant_id = %(tenant)s
  union
  select m.account_id, 'group:' || g.group_id
  from membership m join evimed.group_member g on g.tenant_id = %(tenant)s and g.member = m.member
)
select a.account_id, a.name, a.shown_name, a.kind, a.disabled, a.password is not null, a.issuer, a.created_at,
       array(select distinct r.role from evimed.role_grant r join membership m on r.holder = m.member
             where r.tenant_id = a.tenant_id and m.account_id = a.account_id order by 1),
       array(select g.name from evimed.access_group g join membership m on m.member = 'group:' || g.group_id
             where g.tenant_id = a.tenant_id and m.account_id = a.account_id order by 1),
       a.blocked_until
from evimed.account a where a.tenant_id = %(tenant)s order by a.name
