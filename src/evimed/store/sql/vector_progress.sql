-- how many passages have a vector of this embedder, and how many there are
select (select count(*) from evimed.passage_vector v
        where v.tenant_id = %(tenant)s and v.library = %(library)s and v.stamp = %(stamp)s),
       (select count(*) from evimed.passage p where p.tenant_id = %(tenant)s and p.library = %(library)s)
