-- the best passages by BM25
select passage_id, score
from evimed.search_lexical(%(library)s::text, %(terms)s::int[], %(idf)s::real[], %(want)s::int,
                           %(k1)s::double precision, %(b)s::double precision)
