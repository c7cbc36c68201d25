-- removes the mentions of a document, before it is read anew
delete from evimed.mention where tenant_id = %(tenant)s and library = %(library)s and document_id = %(id)s
