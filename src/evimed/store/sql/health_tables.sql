-- bytes of each table with its indexes
select c.relname::text, pg_total_relation_size(c.oid)
from pg_class c
where c.relnamespace = 'evimed'::regnamespace and c.relkind = 'r'
order by 1
