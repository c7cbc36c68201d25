-- removes communities of one view that are no longer there
delete from evimed.community c
where c.tenant_id = %(tenant)s and c.library = %(library)s and c.acl_classes = %(classes)s::int[]
  and c.community_id <> all(%(ids)s::text[])
