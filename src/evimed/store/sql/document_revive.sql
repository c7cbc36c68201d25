-- a document that is given at some place is not superseded
update evimed.document set superseded_by = null
where tenant_id = %(tenant)s and library = %(library)s and document_id = %(id)s and superseded_by is not null
