-- takes somebody, or a group, out of a group
delete from evimed.group_member
where tenant_id = %(tenant)s and group_id = %(group)s and member = %(member)s
