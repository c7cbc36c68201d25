-- inner product of a vector with those of given passages
select passage_id, -(vector <#> %(vector)s::real[]::halfvec) from evimed.passage_vector
where tenant_id = %(tenant)s and library = %(library)s and stamp = %(stamp)s and passage_id = any (%(ids)s::text[])
