-- whether a document is there that the Scope may not see
select evimed.exists_unseen(%(library)s::text, %(id)s::text)
