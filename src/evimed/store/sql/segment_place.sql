-- says which documents the slots of a segment are; ordinals of all, one document after the other
insert into evimed.segment_document (tenant_id, library, segment, first_slot, acl, document_id, ordinals)
select %(tenant)s, %(library)s, %(segment)s::bigint, n.first_slot, n.acl, n.document_id,
       whole.ordinals[n.first_slot + 1:n.first_slot + n.passages]
from unnest(%(documents)s::text[], %(firsts)s::int[], %(passages)s::int[], %(classes)s::int[])
  as n (document_id, first_slot, passages, acl)
cross join (select %(ordinals)s::int[] as ordinals offset 0) whole
