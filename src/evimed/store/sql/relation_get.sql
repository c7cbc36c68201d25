-- one relation by its id
select r.relation_id, r.subject, r.predicate, r.object, sum(r.assertions)::int
from evimed.relation r
where r.tenant_id = %(tenant)s and r.library = %(library)s and r.relation_id = %(id)s
group by 1, 2, 3, 4
