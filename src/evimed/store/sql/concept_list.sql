-- every concept of the tenant
select terminology, code, type, name, forms from evimed.concept where tenant_id = %(tenant)s order by terminology, code
