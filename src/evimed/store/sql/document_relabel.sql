-- gives documents and all that came from them another class
select evimed.relabel(%(library)s::text, %(ids)s::text[], %(acl)s::int)
