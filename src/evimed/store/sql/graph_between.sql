-- relations whose ends are both among these entities, the best supported first
select r.relation_id, r.subject, r.predicate, r.object, sum(r.assertions)::int
from evimed.relation r
where r.tenant_id = %(tenant)s and r.library = %(library)s
  and r.subject = any(%(ids)s::text[]) and r.object = any(%(ids)s::text[])
group by 1, 2, 3, 4
order by 5 desc, 1
limit %(limit)s::int
