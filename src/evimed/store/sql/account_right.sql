-- a right password: nothing counts against the account any more
update evimed.account set failures = 0, blocked_until = null, password = coalesce(%(password)s, password)
where tenant_id = %(tenant)s and account_id = %(id)s
