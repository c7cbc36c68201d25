-- nobody writes rows that carry a class until the transaction ends
select pg_advisory_xact_lock(hashtextextended('evimed.rules ' || %(tenant)s::text, 0))
