-- takes the passages of a document out of the document frequencies
select evimed.subtract_terms(%(library)s, %(id)s, %(acl)s::int)
