-- deletes the vectors of all other embedders
delete from evimed.passage_vector
where tenant_id = %(tenant)s and library = %(library)s and stamp <> %(stamp)s
