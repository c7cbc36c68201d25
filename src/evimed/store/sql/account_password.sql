-- another password, or none; what was counted against the old one is forgotten
update evimed.account set password = %(password)s, failures = 0, blocked_until = null
where tenant_id = %(tenant)s and account_id = %(id)s
