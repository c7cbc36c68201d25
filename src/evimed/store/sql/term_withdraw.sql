-- takes back the term counts of a document if they still wait
delete from evimed.uncounted where tenant_id = %(tenant)s and library = %(library)s and document_id = %(id)s
