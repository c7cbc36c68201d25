-- lists what persons decided of a body of evidence, the newest first
select b.number, b.record, b.decided_by, b.decided_at
from evimed.body_judgement b
where b.tenant_id = %(tenant)s and b.library = %(library)s and b.body_id = %(body)s
order by b.number desc
