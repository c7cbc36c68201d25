-- where documents were given, and their classes
select document_id, acl, places from evimed.placed(%(library)s::text, %(ids)s::text[])
