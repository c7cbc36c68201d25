-- lists what persons decided of some documents, the newest first
select j.document_id, j.kind, j.number, j.record, j.decided_by, j.decided_at
from evimed.judgement j
where j.tenant_id = %(tenant)s and j.library = %(library)s and j.document_id = any (%(ids)s::text[])
  and j.kind = %(kind)s
order by j.document_id, j.number desc
