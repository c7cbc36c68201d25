-- tables that are more than twice as large as when their statistics were taken
select c.relname::text
from pg_class c
where c.relnamespace = 'evimed'::regnamespace and c.relkind = 'r'
  and pg_relation_size(c.oid) / current_setting('block_size')::int > 2 * greatest(c.relpages, 0) + 20
order by 1
