-- forgets terms that no passage has any more
delete from evimed.term
where tenant_id = %(tenant)s and library = %(library)s and acl = %(acl)s::int and term = any (%(terms)s::int[]) and df <= 0
