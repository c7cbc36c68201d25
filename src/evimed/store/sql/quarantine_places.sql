-- what could not be taken in: its source, its class and the place where it lies
select source, acl, place from evimed.placed_quarantine(%(library)s::text)
