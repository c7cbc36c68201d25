-- the account that an identity provider vouches for
select account_id, name, shown_name, kind, disabled, password, failures, blocked_until from evimed.account
where tenant_id = %(tenant)s and issuer = %(issuer)s and subject = %(subject)s
