-- what could not be taken in, by place
select source, sha256, code, details, stamp, at from evimed.quarantine
where tenant_id = %(tenant)s and library = %(library)s order by source
