-- notes that a copy is gone
update evimed.backup set purged_at = now() where tenant_id = %(tenant)s and place = %(place)s and purged_at is null
