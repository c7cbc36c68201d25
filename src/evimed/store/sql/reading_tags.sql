-- the tags of a document
select tags from evimed.reading where tenant_id = %(tenant)s and library = %(library)s and document_id = %(id)s
