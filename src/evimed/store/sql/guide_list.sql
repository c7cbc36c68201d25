-- lists the guides of a library with their documents and the permission classes they were compared with
select g.document_id, g.body, g.abbreviations, g.acl, g.compared, d.*
from evimed.guide g
join evimed.document_card d using (tenant_id, library, document_id)
where g.tenant_id = %(tenant)s and g.library = %(library)s
order by g.document_id
