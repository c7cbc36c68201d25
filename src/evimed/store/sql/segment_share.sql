-- says which slots of a shared segment are of which class
insert into evimed.segment_class (tenant_id, library, acl, segment, slots)
select %(tenant)s, %(library)s, n.acl, %(segment)s::bigint, n.slots::bit varying
from unnest(%(classes)s::int[], %(slots)s::text[]) as n (acl, slots)
