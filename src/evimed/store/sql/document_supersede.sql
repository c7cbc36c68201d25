-- marks a document as replaced, unless some place still gives it
update evimed.document d set superseded_by = %(by)s
where d.tenant_id = %(tenant)s and d.library = %(library)s and d.document_id = %(id)s
  and not exists (
    select from evimed.source s
    where s.tenant_id = d.tenant_id and s.library = d.library and s.document_id = d.document_id)
