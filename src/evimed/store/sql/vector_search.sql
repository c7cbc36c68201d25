-- the nearest passages by vector
select passage_id, score
from evimed.search_dense(%(library)s::text, %(stamp)s::text, %(vector)s::halfvec, %(want)s::int, %(language)s::text)
