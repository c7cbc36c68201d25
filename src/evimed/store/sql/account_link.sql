-- says which identity at a provider an account is
update evimed.account set issuer = %(issuer)s, subject = %(subject)s
where tenant_id = %(tenant)s and account_id = %(id)s and issuer is null
