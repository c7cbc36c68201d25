-- forgets an upload and what has come of it
delete from evimed.upload where tenant_id = %(tenant)s and upload_id = %(id)s
