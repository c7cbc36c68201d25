-- tokens, of one account or of all
select t.token_id, t.account_id, a.name, t.name, t.verbs, t.purpose, t.created_at, t.expires_at, t.revoked_at, t.used_at
from evimed.api_token t join evimed.account a using (tenant_id, account_id)
where t.tenant_id = %(tenant)s and (%(account)s::text is null or t.account_id = %(account)s::text)
order by t.created_at, t.token_id
