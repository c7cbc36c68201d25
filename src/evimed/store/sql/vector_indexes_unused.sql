-- indexes of embedders that no vector is left of
select c.relname::text
from pg_class c
where c.relnamespace = 'evimed'::regnamespace and c.relkind = 'i' and c.relname ~ '^passage_vector_[0-9a-f]{16}$'
  and c.relname not in (select evimed.vector_index_name(s.stamp) from evimed.vector_stamps() s)
