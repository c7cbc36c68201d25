-- documents by their ids
select c.* from evimed.document_card c
where c.tenant_id = %(tenant)s and c.library = %(library)s and c.document_id = any(%(ids)s::text[])
