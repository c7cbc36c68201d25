-- documents of a permission class that are in no segment yet
select document_id, passages
from evimed.unsegmented where tenant_id = %(tenant)s and library = %(library)s and acl = %(acl)s::int
order by document_id
