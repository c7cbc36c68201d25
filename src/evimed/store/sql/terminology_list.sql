-- the terminologies of the tenant
select terminology, kind, sha256, concepts, forms from evimed.terminology where tenant_id = %(tenant)s order by terminology
