-- how far a run of ingestion has come
update evimed.intake_run set done = %(done)s::int, total = %(total)s::int, seen_at = clock_timestamp()
where tenant_id = %(tenant)s and library = %(library)s and run = %(run)s::bigint
