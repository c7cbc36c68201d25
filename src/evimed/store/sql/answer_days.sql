-- answers a day and verdict, and how long they took
select (a.asked_at at time zone 'UTC')::date, a.record #>> '{verdict,name}', count(*),
       sum((select sum(t.value::double precision) from json_each_text(a.record -> 'timings_ms') t))
from evimed.answer a
where a.tenant_id = %(tenant)s and a.library = %(library)s and a.asked_at >= %(since)s::timestamptz
group by 1, 2
order by 1, 2
