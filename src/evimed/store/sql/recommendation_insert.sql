-- adds the recommendations of a document, each with the last passage that begins before it
insert into evimed.recommendation (tenant_id, library, document_id, number, acl, passage_id, char_start, char_end,
                                   direction, record)
select %(tenant)s, %(library)s, %(id)s, n.number, %(acl)s::int, p.passage_id, n.char_start, n.char_end, n.direction,
       n.record::jsonb
from unnest(%(numbers)s::int[], %(starts)s::int[], %(ends)s::int[], %(directions)s::text[], %(records)s::text[])
  as n (number, char_start, char_end, direction, record)
cross join lateral (
  select p.passage_id from evimed.passage p
  where p.tenant_id = %(tenant)s and p.library = %(library)s and p.document_id = %(id)s
  order by p.char_start <= n.char_start desc, abs(p.char_start - n.char_start), p.ordinal
  limit 1
) p
on conflict do nothing
