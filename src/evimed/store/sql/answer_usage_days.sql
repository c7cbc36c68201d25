-- what language models took since an instant, by day
select (a.asked_at at time zone 'UTC')::date, sum((b.book #>> '{usage,requests}')::bigint)::bigint,
       sum((b.book #>> '{usage,input_tokens}')::bigint)::bigint, sum((b.book #>> '{usage,output_tokens}')::bigint)::bigint,
       sum((b.book #>> '{usage,cost}')::double precision), min(b.book #>> '{usage,currency}')
from evimed.answer a
join evimed.answer_book b on b.tenant_id = a.tenant_id and b.answer_id = a.answer_id
where a.tenant_id = %(tenant)s and a.library = %(library)s and a.asked_at >= %(since)s::timestamptz
  and (b.book #>> '{usage,requests}')::bigint > 0
group by 1
order by 1
