-- counts an attempt before the password is looked at, so that many at once are counted too
update evimed.account
set failures = failures + 1, blocked_until = %(until)s::timestamptz
where tenant_id = %(tenant)s and account_id = %(id)s and failures = %(failures)s::int
