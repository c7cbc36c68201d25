-- postings of all other terms, cut into rows
insert into evimed.posting_tail (tenant_id, library, segment, first_term, acl, terms, slots, weights)
select %(tenant)s, %(library)s, %(segment)s::bigint, whole.terms[n.first], %(acl)s::int,
       whole.terms[n.first:n.last], whole.slots[n.first:n.last], whole.weights[n.first:n.last]
from unnest(%(firsts)s::int[], %(lasts)s::int[]) as n (first, last)
cross join (
  select %(terms)s::int[] as terms, %(slots)s::smallint[] as slots, %(weights)s::real[] as weights offset 0
) whole
