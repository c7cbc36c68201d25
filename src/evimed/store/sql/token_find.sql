-- a token by its hash, with its account
select t.token_id, t.account_id, a.name, a.disabled, t.verbs, t.purpose, t.created_at, t.expires_at, t.revoked_at, t.used_at
from evimed.api_token t join evimed.account a using (tenant_id, account_id)
where t.tenant_id = %(tenant)s and t.hash = %(hash)s
