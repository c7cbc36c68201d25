-- says of the communities of a view that they still stand in the graph as it is now
update evimed.community c set made_from = %(made_from)s::text
where c.tenant_id = %(tenant)s and c.library = %(library)s and c.community_id = any(%(ids)s::text[])
