-- postings of terms that many passages of a segment have
insert into evimed.posting (tenant_id, library, segment, term, acl, weights)
select %(tenant)s, %(library)s, %(segment)s::bigint, n.term, %(acl)s::int, n.weights
from unnest(%(terms)s::int[], %(weights)s::sparsevec[]) as n (term, weights)
