-- which of some documents have a passage that holds all terms of one of several names ('{1,2}' each)
select distinct p.document_id
from evimed.passage p
where p.tenant_id = %(tenant)s and p.library = %(library)s and p.document_id = any (%(documents)s::text[])
  and exists (select from unnest(%(names)s::text[]) as n (terms) where p.terms @> n.terms::int[])
