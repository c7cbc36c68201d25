-- answers since an instant by verdict, way and reason: what was refused, and why
select a.record #>> '{verdict,name}', a.record #>> '{route,name}', a.record #>> '{verdict,reason}', count(*)
from evimed.answer a
where a.tenant_id = %(tenant)s and a.library = %(library)s and a.asked_at >= %(since)s::timestamptz
  and a.record #>> '{verdict,name}' in ('insufficient', 'refused', 'escalated')
group by 1, 2, 3
order by 4 desc, 1, 2, 3
limit %(want)s::int
