-- the embedder whose vectors were last complete
select vector_stamp from evimed.library where tenant_id = %(tenant)s and library = %(library)s
