-- entries of answers whose stored record is not what it was when it was given
select e.seq
from evimed.audit_entry e
join evimed.answer a on a.tenant_id = e.tenant_id and a.answer_id = substr(e.act::json ->> 'object', 8)
where e.tenant_id = %(tenant)s and e.action = 'answer.given'
  and e.act::json ->> 'after' is distinct from encode(sha256(convert_to(a.record::text, 'UTF8')), 'hex')
order by e.seq
limit %(limit)s
