-- removes what was read from a document, not what a person has imported
delete from evimed.assertion
where tenant_id = %(tenant)s and library = %(library)s and document_id = %(id)s and rule <> 'imported'
