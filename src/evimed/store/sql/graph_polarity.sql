-- how many assertions of each relation affirm it and how many deny it
select a.relation_id, count(*) filter (where a.polarity = 'affirmed'), count(*) filter (where a.polarity = 'negated')
from evimed.assertion a
where a.tenant_id = %(tenant)s and a.library = %(library)s and a.relation_id = any(%(ids)s::text[])
group by 1
