-- which of these documents there are, kept from being deleted until the transaction ends
select document_id from evimed.document
where tenant_id = %(tenant)s and library = %(library)s and document_id = any(%(ids)s::text[])
order by document_id
for key share
