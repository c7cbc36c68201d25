-- removes a terminology with its concepts
delete from evimed.terminology where tenant_id = %(tenant)s and terminology = %(name)s
