-- when somebody was last seen, to the minute
update evimed.signed_in set seen_at = %(at)s::timestamptz where tenant_id = %(tenant)s and hash = %(hash)s
