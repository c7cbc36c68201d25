-- points a place to a document; the document of that place before, and whether what is current has changed
select previous, changed from evimed.point_source(%(library)s::text, %(source)s::text, %(id)s::text, %(acl)s::int)
