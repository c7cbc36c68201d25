-- the bytes of a document
select mime, content from evimed.original
where tenant_id = %(tenant)s and library = %(library)s and document_id = %(id)s
