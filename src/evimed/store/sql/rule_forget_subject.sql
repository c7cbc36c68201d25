-- libraries with rules about somebody who is going
delete from evimed.permission_rule
where tenant_id = %(tenant)s and split_part(subject, '@', 1) = %(subject)s
returning library
