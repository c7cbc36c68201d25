-- segments with the passages left in each and the average length they were weighed for, smallest first
select segment, coalesce(shared, array[acl]), size, bit_count(alive), average
from evimed.segment where tenant_id = %(tenant)s and library = %(library)s
order by 4, 1
