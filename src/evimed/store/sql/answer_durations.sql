-- how long the latest answers took, in milliseconds
select coalesce(sum(t.value::double precision), 0)
from (
  select answer_id, record from evimed.answer
  where tenant_id = %(tenant)s and library = %(library)s and asked_at >= %(since)s::timestamptz
  order by asked_at desc
  limit 2000
) a
left join lateral json_each_text(a.record -> 'timings_ms') t on true
group by a.answer_id
