-- a new token, of which only the hash is kept
insert into evimed.api_token (tenant_id, token_id, hash, account_id, name, verbs, purpose, created_at, expires_at)
values (%(tenant)s, %(id)s, %(hash)s, %(account)s, %(name)s, %(verbs)s::text[], %(purpose)s, %(at)s::timestamptz,
        %(expires)s::timestamptz)
