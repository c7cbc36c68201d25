-- forgets files that were set aside before a time
delete from evimed.quarantine
where tenant_id = %(tenant)s and library = %(library)s and at < now() - make_interval(days => %(days)s)
