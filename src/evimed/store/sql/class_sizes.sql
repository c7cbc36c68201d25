-- passages of each permission class that the Scope sees
select acl, n_passages from evimed.library_class where tenant_id = %(tenant)s and library = %(library)s
