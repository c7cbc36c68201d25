-- groups with their members
select g.group_id, g.name, array(
  select m.member from evimed.group_member m
  where m.tenant_id = g.tenant_id and m.group_id = g.group_id order by 1)
from evimed.access_group g where g.tenant_id = %(tenant)s order by g.name
