-- what a terminology links with one of its concepts, in both directions
with one as (
  select parents, links from evimed.concept
  where tenant_id = %(tenant)s and terminology = %(name)s and code = %(code)s
), found as (
  select 'parent' as how, unnest(one.parents) as code from one
  union all
  select 'child', c.code from evimed.concept c
  where c.tenant_id = %(tenant)s and c.terminology = %(name)s and c.parents @> array[%(code)s::text]
  union all
  select l.key, jsonb_array_elements_text(l.value) from one cross join lateral jsonb_each(one.links) as l
  union all
  select h.how || '_of', c.code from unnest(array['phenotype']) as h (how) join evimed.concept c
    on c.links @> jsonb_build_object(h.how, jsonb_build_array(%(code)s::text)) and c.links <> '{}'
  where c.tenant_id = %(tenant)s and c.terminology = %(name)s
)
select n.how, n.code, n.type, n.name from (
  select f.how, c.code, c.type, c.name, row_number() over (partition by f.how, c.type order by c.name, c.code) as place
  from found f join evimed.concept c
    on c.tenant_id = %(tenant)s and c.terminology = %(name)s and c.code = f.code) n
where n.place <= %(most)s
order by n.how, n.type, n.name, n.code
