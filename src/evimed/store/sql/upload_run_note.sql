-- how far a run is; told by the process that works on it
update evimed.upload_run
set state = coalesce(%(state)s::text, state), done = coalesce(%(done)s::int, done),
    total = coalesce(%(total)s::int, total), error = coalesce(%(error)s::jsonb, error), seen_at = clock_timestamp()
where tenant_id = %(tenant)s and run_id = %(id)s
