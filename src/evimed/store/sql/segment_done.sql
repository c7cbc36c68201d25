-- documents that wait no longer
delete from evimed.unsegmented
where tenant_id = %(tenant)s and library = %(library)s and document_id = any (%(documents)s::text[])
