-- accounts that can be used and hold a role, through groups too
with recursive holder as (
  select r.holder from evimed.role_grant r where r.tenant_id = %(tenant)s and r.role = %(role)s
  union
  select m.member
  from holder h join evimed.group_member m on m.tenant_id = %(tenant)s and 'group:' || m.group_id = h.holder
)
select a.account_id from evimed.account a join holder h on h.holder = 'user:' || a.account_id
where a.tenant_id = %(tenant)s and not a.disabled
