-- one evaluation, whole
select e.evaluation_id, e.suite, e.version, e.command, e.made_by, e.at, e.record,
       jsonb_array_length(e.record -> 'wrong')
from evimed.evaluation e
where e.tenant_id = %(tenant)s and e.evaluation_id = %(id)s
