-- counts a change of content
update evimed.library set version = version + 1 where tenant_id = %(tenant)s and library = %(library)s
