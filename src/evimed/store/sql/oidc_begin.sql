-- remembers a sign-in that begins at an identity provider
insert into evimed.oidc_request (tenant_id, state, nonce, verifier, redirect, purpose, expires_at)
values (%(tenant)s, %(state)s, %(nonce)s, %(verifier)s, %(redirect)s, %(purpose)s, %(expires)s::timestamptz)
