-- whether the bytes of a document were kept
select mime from evimed.original
where tenant_id = %(tenant)s and library = %(library)s and document_id = %(id)s
