-- names of the libraries of a tenant
select library from evimed.library where tenant_id = %(tenant)s order by library
