-- takes the words of a document that is about to be deleted out of every search and count; sweep does the rest
select evimed.sweep_later(%(library)s::text, %(id)s::text)
