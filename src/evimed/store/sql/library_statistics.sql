-- passages of a library that the Scope sees and their tokens
select coalesce(sum(n_passages), 0)::bigint, coalesce(sum(total_length), 0)::bigint
from evimed.library_class where tenant_id = %(tenant)s and library = %(library)s
