-- nobody may rest anything on this document until the transaction ends
select from evimed.document
where tenant_id = %(tenant)s and library = %(library)s and document_id = %(id)s
for update
