-- the latest evaluations, of one suite or of all, without what went wrong
select e.evaluation_id, e.suite, e.version, e.command, e.made_by, e.at, e.record - 'wrong',
       jsonb_array_length(e.record -> 'wrong')
from evimed.evaluation e
where e.tenant_id = %(tenant)s and (%(suite)s::text is null or e.suite = %(suite)s::text)
order by e.at desc, e.evaluation_id
limit %(want)s
