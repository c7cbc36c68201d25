-- a new segment, all its slots taken
insert into evimed.segment (tenant_id, library, acl, shared, size, average, longest, alive)
values (%(tenant)s, %(library)s, %(acl)s::int, %(shared)s::int[], %(size)s::int, %(average)s::double precision,
        %(longest)s::int, repeat('1', %(size)s::int)::bit varying)
returning segment
