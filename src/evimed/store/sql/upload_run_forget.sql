-- forgets runs that ended long ago
delete from evimed.upload_run where tenant_id = %(tenant)s and seen_at < now() - interval '7 days'
