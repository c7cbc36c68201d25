-- forgets the uploads that a run has taken in
delete from evimed.upload where tenant_id = %(tenant)s and run_id = %(run)s
