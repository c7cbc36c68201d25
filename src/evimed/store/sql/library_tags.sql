-- the tags that most documents of a library have, by kind
select kind, value, n
from (
  select t.kind, v.value, count(*) as n, row_number() over (partition by t.kind order by count(*) desc, v.value) as place
  from evimed.reading r
  cross join lateral (
    select e.key as kind, e.value as list from jsonb_each(r.tags) e where e.key not in ('_corrected', '_form')
    union all
    select e.key, e.value from jsonb_each(coalesce(r.tags #> '{_corrected,added}', '{}')) e
  ) t
  cross join lateral (select distinct j.value from jsonb_array_elements_text(t.list) j) v
  where r.tenant_id = %(tenant)s and r.library = %(library)s and t.kind = any (%(kinds)s::text[])
    and not coalesce(r.tags #> array['_corrected', 'removed', t.kind] ? v.value, false)
  group by t.kind, v.value
) ranked
where place <= %(want)s::int
order by kind, place
