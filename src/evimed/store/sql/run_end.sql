-- a run of ingestion has come to its end; interrupted ones of the library are forgotten with it
delete from evimed.intake_run
where tenant_id = %(tenant)s and library = %(library)s
  and (run = %(run)s::bigint or seen_at < clock_timestamp() - interval '1 minute')
