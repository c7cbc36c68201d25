-- one change of accounts, groups and roles at a time
select pg_advisory_xact_lock(hashtextextended('evimed.people ' || %(tenant)s::text, 0))
