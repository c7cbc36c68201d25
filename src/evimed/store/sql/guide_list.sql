-- lists the guides of a library with their documents
select g.document_id, g.body, g.abbreviations, d.*
from evimed.guide g
join evimed.document_card d using (tenant_id, library, document_id)
where g.tenant_id = %(tenant)s and g.library = %(library)s
order by g.document_id
