-- removes folders that people made, at a path and below it
delete from evimed.folder
where tenant_id = %(tenant)s and library = %(library)s
  and (path = %(path)s::text or starts_with(path, %(path)s::text || '/'))
returning path
