-- passages that are in no segment yet, by permission class, most first
select acl, sum(passages)::bigint
from evimed.unsegmented where tenant_id = %(tenant)s and library = %(library)s
group by acl order by 2 desc, 1
