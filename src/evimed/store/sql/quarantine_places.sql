-- places whose documents could not be taken in, and their classes
select source, acl from evimed.placed_quarantine(%(library)s::text)
