-- a new account; no row if its name is taken
insert into evimed.account (tenant_id, account_id, name, shown_name, kind, password, issuer, subject, created_at)
values (%(tenant)s, %(id)s, %(name)s, %(shown)s, %(kind)s, %(password)s, %(issuer)s, %(subject)s, %(at)s::timestamptz)
on conflict do nothing
returning account_id
