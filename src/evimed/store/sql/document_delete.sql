-- deletes a document and, by its foreign keys, all that came from it
delete from evimed.document where tenant_id = %(tenant)s and library = %(library)s and document_id = %(id)s
