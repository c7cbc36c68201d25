-- an account by its name or id
select account_id, name, shown_name, kind, disabled, password, failures, blocked_until from evimed.account
where tenant_id = %(tenant)s and (name = %(name)s or account_id = %(name)s)
