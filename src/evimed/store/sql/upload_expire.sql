-- forgets uploads of this person that nobody went on with
delete from evimed.upload where tenant_id = %(tenant)s and expires_at <= now()
