-- documents that this version of code and terms has not read
select d.document_id from evimed.document d
where d.tenant_id = %(tenant)s and d.library = %(library)s
  and not exists (
    select from evimed.reading r
    where r.tenant_id = d.tenant_id and r.library = d.library and r.document_id = d.document_id and r.stamp = %(stamp)s)
order by d.document_id
