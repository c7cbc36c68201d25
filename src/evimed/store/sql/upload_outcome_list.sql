-- what became of the files of runs, in the order in which they were read
select o.run_id, o.source, o.status, o.document_id, d.title, o.passages, o.supersedes, o.error, o.seconds
from evimed.upload_outcome o
left join evimed.document d on d.tenant_id = o.tenant_id and d.library = o.library and d.document_id = o.document_id
where o.tenant_id = %(tenant)s and o.run_id = any(%(runs)s::text[])
order by o.run_id, o.number
