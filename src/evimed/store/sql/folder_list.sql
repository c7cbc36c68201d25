-- the folders that people made in a library
select path from evimed.folder where tenant_id = %(tenant)s and library = %(library)s order by path
