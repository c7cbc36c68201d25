-- when a token was last used, to the minute
update evimed.api_token set used_at = %(at)s::timestamptz where tenant_id = %(tenant)s and token_id = %(id)s
