-- puts somebody, or a group, into a group
insert into evimed.group_member (tenant_id, group_id, member, origin)
values (%(tenant)s, %(group)s, %(member)s, %(origin)s)
on conflict do nothing
