-- the newest evaluation of each suite, without what went wrong
select distinct on (e.suite) e.evaluation_id, e.suite, e.version, e.command, e.made_by, e.at, e.record - 'wrong',
       jsonb_array_length(e.record -> 'wrong')
from evimed.evaluation e
where e.tenant_id = %(tenant)s
order by e.suite, e.at desc, e.evaluation_id
