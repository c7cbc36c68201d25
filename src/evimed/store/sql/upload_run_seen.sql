-- the process that works on these runs is still there
update evimed.upload_run set seen_at = clock_timestamp()
where tenant_id = %(tenant)s and run_id = any(%(ids)s::text[])
