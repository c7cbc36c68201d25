-- one writer of a library at a time, from here to the end of its transaction
select version from evimed.library where tenant_id = %(tenant)s and library = %(library)s for no key update
