-- codes of what is wrong with the schema: tables without forced row security, indexes that failed to build
select 'row_security_off:' || c.relname
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
where c.relnamespace = 'evimed'::regnamespace and c.relkind = 'r'
  and not (c.relrowsecurity and c.relforcerowsecurity)
union all
select 'index_invalid:' || i.indexrelid::regclass
from pg_index i
join pg_class c on c.oid = i.indrelid
where c.relnamespace = 'evimed'::regnamespace and not i.indisvalid
