-- a session by the hash of its token, with its account
select s.account_id, a.name, a.disabled, s.purpose, s.created_at, s.seen_at, s.expires_at, s.ended_at
from evimed.signed_in s join evimed.account a using (tenant_id, account_id)
where s.tenant_id = %(tenant)s and s.hash = %(hash)s
