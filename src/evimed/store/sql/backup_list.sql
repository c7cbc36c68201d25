-- copies of the data that are not gone
select place, made_at::text from evimed.backup where tenant_id = %(tenant)s and purged_at is null order by made_at, place
