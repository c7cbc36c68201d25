-- ids of the documents that places give now
select source, document_id from evimed.source
where tenant_id = %(tenant)s and library = %(library)s and source = any (%(sources)s::text[])
