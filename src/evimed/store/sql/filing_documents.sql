-- ids of the documents that were given, or are given now, at these sources
select evimed.documents_given(%(library)s::text, %(sources)s::text[])
