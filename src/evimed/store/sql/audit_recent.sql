-- the newest entries, of one action or of all, newest first
select e.tenant_id, e.seq, evimed.audit_time(e.at), e.act, encode(e.prev, 'hex'), encode(e.hash, 'hex')
from evimed.audit_entry e
where e.tenant_id = %(tenant)s and (%(action)s::text is null or e.action = %(action)s::text)
order by e.seq desc
limit %(limit)s
