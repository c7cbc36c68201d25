-- takes somebody out of the groups that an identity provider named and names no longer
delete from evimed.group_member
where tenant_id = %(tenant)s and member = %(member)s and origin = 'oidc' and not group_id = any (%(groups)s::text[])
