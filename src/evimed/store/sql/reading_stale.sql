-- says that a document has to be read anew
update evimed.reading set stamp = '' where tenant_id = %(tenant)s and library = %(library)s and document_id = %(id)s
