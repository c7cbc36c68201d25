-- vectors of the sentences of passages, with their dimension
select passage_id, vector_dims(vector), sentence_vectors from evimed.passage_vector
where tenant_id = %(tenant)s and library = %(library)s and stamp = %(stamp)s and passage_id = any (%(ids)s::text[])
