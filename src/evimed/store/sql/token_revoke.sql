-- ends a token
update evimed.api_token set revoked_at = %(at)s::timestamptz
where tenant_id = %(tenant)s and token_id = %(id)s and revoked_at is null
