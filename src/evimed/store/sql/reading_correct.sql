-- keeps what a person has corrected in the tags of a document
update evimed.reading set tags = tags || jsonb_build_object('_corrected', %(corrected)s::jsonb)
where tenant_id = %(tenant)s and library = %(library)s and document_id = %(id)s
