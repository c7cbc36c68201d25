-- embedders in use over all tenants, with dimension, number of vectors, name and state of the index
select s.stamp, s.dimensions, s.vectors, evimed.vector_index_name(s.stamp), i.indisvalid
from evimed.vector_stamps() s
left join pg_index i on i.indexrelid = to_regclass('evimed.' || evimed.vector_index_name(s.stamp))
