-- the text of a document
select text from evimed.document where tenant_id = %(tenant)s and library = %(library)s and document_id = %(id)s
