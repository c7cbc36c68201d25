-- entries of the audit log after a number, in order
select e.tenant_id, e.seq, evimed.audit_time(e.at), e.act, encode(e.prev, 'hex'), encode(e.hash, 'hex')
from evimed.audit_entry e
where e.tenant_id = %(tenant)s and e.seq > %(after)s
order by e.seq
limit %(limit)s
