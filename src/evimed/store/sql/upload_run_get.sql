-- one run, or the latest into a library; alive: whether the process that works on it was heard of within a minute
select r.run_id, r.library, r.state, r.done, r.total, r.error, r.seen_at > clock_timestamp() - interval '1 minute'
from evimed.upload_run r
where r.tenant_id = %(tenant)s and (r.run_id = %(id)s::text or %(id)s::text is null and r.library = %(library)s::text)
order by r.began_at desc, r.run_id
limit %(want)s::int
