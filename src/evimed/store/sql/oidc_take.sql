-- takes out what was remembered: a second answer to the same request finds nothing
delete from evimed.oidc_request where tenant_id = %(tenant)s and state = %(state)s
returning nonce, verifier, redirect, purpose, expires_at
