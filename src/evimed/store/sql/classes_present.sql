-- classes that the Scope holds of a library and that have passages in it
select coalesce(array_agg(acl order by acl), '{}') from evimed.library_class
where tenant_id = %(tenant)s and library = %(library)s and n_passages > 0
