-- the documents whose tags people have corrected, with their tags
select r.document_id, c.title, c.source, r.tags
from evimed.reading r join evimed.document_card c using (tenant_id, library, document_id)
where r.tenant_id = %(tenant)s and r.library = %(library)s and r.tags ? '_corrected'
order by r.document_id limit 1000
