-- what readers said a week since an instant, by kind
select (date_trunc('week', f.at at time zone 'UTC'))::date, f.kind, count(*)
from evimed.feedback f
join evimed.answer a on a.tenant_id = f.tenant_id and a.answer_id = f.answer_id
where f.tenant_id = %(tenant)s and a.library = %(library)s and f.at >= %(since)s::timestamptz
group by 1, 2
order by 1, 2
