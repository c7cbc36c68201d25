-- gives places whose documents could not be taken in another class
select evimed.relabel_quarantine(%(library)s::text, %(sources)s::text[], %(acl)s::int)
