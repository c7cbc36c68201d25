-- ends all sessions of an account
update evimed.signed_in set ended_at = %(at)s::timestamptz
where tenant_id = %(tenant)s and account_id = %(account)s and ended_at is null
