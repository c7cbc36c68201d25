-- entities within some hops of one, nearest first, with their distance
with recursive walk (entity_id, depth) as (
  select %(start)s::text, 0
  union
  select case when r.subject = w.entity_id then r.object else r.subject end, w.depth + 1
  from walk w
  join evimed.relation r
    on r.tenant_id = %(tenant)s and r.library = %(library)s and (r.subject = w.entity_id or r.object = w.entity_id)
  where w.depth < %(hops)s::int
), bounded as (
  select entity_id, depth from walk limit %(rows)s::int
)
select entity_id, min(depth) from bounded group by entity_id order by 2, 1 limit %(nodes)s::int
