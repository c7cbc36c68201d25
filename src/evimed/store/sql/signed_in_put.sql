-- a new session of somebody who signed in
insert into evimed.signed_in (tenant_id, hash, account_id, purpose, created_at, seen_at, expires_at)
values (%(tenant)s, %(hash)s, %(account)s, %(purpose)s, %(at)s::timestamptz, %(at)s::timestamptz, %(expires)s::timestamptz)
