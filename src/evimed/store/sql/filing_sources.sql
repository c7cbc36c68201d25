-- the places where documents were given first or are given now
select d.source from evimed.document d
where d.tenant_id = %(tenant)s and d.library = %(library)s and d.document_id = any (%(ids)s::text[])
union
select s.source from evimed.source s
where s.tenant_id = %(tenant)s and s.library = %(library)s and s.document_id = any (%(ids)s::text[])
order by 1
