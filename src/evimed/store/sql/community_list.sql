-- the communities of one view, the greatest first
select c.community_id, c.digest, c.relations, c.made_from from evimed.community c
where c.tenant_id = %(tenant)s and c.library = %(library)s and c.acl_classes = %(classes)s::int[]
order by c.relations desc, c.community_id
