-- how often the content of a library has changed
select version from evimed.library where tenant_id = %(tenant)s and library = %(library)s
