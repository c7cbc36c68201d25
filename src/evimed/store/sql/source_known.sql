-- the documents that places give now
select s.source, c.* from evimed.source s
join evimed.document_card c using (tenant_id, library, document_id)
where s.tenant_id = %(tenant)s and s.library = %(library)s and s.source = any (%(sources)s::text[])
