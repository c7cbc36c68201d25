-- what a model has named in a document, by passage
select passage_id, found from evimed.second_reading
where tenant_id = %(tenant)s and library = %(library)s and document_id = %(id)s and found <> '[]'
