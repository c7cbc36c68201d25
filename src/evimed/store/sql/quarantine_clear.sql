-- the document at this place has been taken in after all
delete from evimed.quarantine where tenant_id = %(tenant)s and library = %(library)s and source = %(source)s
