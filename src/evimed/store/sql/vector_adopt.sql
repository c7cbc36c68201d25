-- says that the vectors of this embedder are complete: questions use them from now on
update evimed.library set vector_stamp = %(stamp)s
where tenant_id = %(tenant)s and library = %(library)s and vector_stamp is distinct from %(stamp)s
