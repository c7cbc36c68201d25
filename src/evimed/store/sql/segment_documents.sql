-- documents of permission classes that are in no segment yet
select document_id, passages
from evimed.unsegmented
where tenant_id = %(tenant)s and library = %(library)s and acl = any (%(classes)s::int[])
order by acl, document_id
