-- terms of the passages of documents and of segments, by class and document; arrays as the server sends them
select p.document_id, p.ordinal, p.length, array_send(p.terms), array_send(p.tfs), p.acl
from (
  select n.document_id, null::int[] as ordinals from unnest(%(documents)s::text[]) as n (document_id)
  union all
  select d.document_id, d.ordinals from evimed.segment_document d
  where d.tenant_id = %(tenant)s and d.library = %(library)s and d.segment = any (%(segments)s::bigint[])
) c
join evimed.passage p on p.tenant_id = %(tenant)s and p.library = %(library)s and p.document_id = c.document_id
where c.ordinals is null or p.ordinal = any (c.ordinals)
order by p.acl, p.document_id, p.ordinal
