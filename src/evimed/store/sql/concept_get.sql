-- concepts by terminology:code, or by :code alone
select c.terminology, c.code, c.type, c.name, c.forms
from unnest(%(keys)s::text[]) as k (key)
join evimed.concept c on c.tenant_id = %(tenant)s and c.code = substr(k.key, strpos(k.key, ':') + 1)
  and split_part(k.key, ':', 1) in (c.terminology, '')
group by c.terminology, c.code, c.type, c.name, c.forms
order by c.terminology, c.code
