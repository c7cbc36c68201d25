-- counts a new document and points its place to it; the document of that place before, and the term counts that wait
select previous, waiting
from evimed.count_document(%(library)s::text, %(source)s::text, %(id)s::text, %(acl)s::int, %(n_passages)s::bigint,
                           %(total_length)s::bigint, %(pairs)s::bigint, %(epoch)s::real)
