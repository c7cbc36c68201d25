-- runs of ingestion that go on or were interrupted, oldest first
select library, engine, done, total, started_at, seen_at > clock_timestamp() - interval '1 minute'
from evimed.intake_run
where tenant_id = %(tenant)s
order by started_at, run
