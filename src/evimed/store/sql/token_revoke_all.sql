-- ends all tokens of an account
update evimed.api_token set revoked_at = %(at)s::timestamptz
where tenant_id = %(tenant)s and account_id = %(account)s and revoked_at is null
