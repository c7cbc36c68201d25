-- lists the studies that some documents report
select s.document_id, s.design, s.record
from evimed.study s
where s.tenant_id = %(tenant)s and s.library = %(library)s and s.document_id = any (%(ids)s::text[])
order by s.document_id
