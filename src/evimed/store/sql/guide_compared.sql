-- marks guides as compared with all that this Scope may see
update evimed.guide g
set compared = (select array_agg(distinct c order by c) from unnest(g.compared || %(classes)s::int[]) as c)
where g.tenant_id = %(tenant)s and g.library = %(library)s and g.document_id = any (%(ids)s::text[])
