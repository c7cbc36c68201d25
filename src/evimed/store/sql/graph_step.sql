-- relations that begin or end in these entities, of one predicate or all
select r.relation_id, r.subject, r.predicate, r.object, sum(r.assertions)::int
from evimed.relation r
where r.tenant_id = %(tenant)s and r.library = %(library)s
  and (%(predicate)s::text is null or r.predicate = %(predicate)s::text)
  and (%(subjects)s::text[] is null or r.subject = any(%(subjects)s::text[]))
  and (%(objects)s::text[] is null or r.object = any(%(objects)s::text[]))
group by 1, 2, 3, 4
order by 5 desc, 1
limit %(limit)s::int
