-- documents whose id begins so: two are enough to know that it is not unique
select c.* from evimed.document_card c
where c.tenant_id = %(tenant)s and c.library = %(library)s
  and (c.document_id = %(id)s or starts_with(c.document_id, %(id)s))
order by c.document_id <> %(id)s, c.document_id
limit 2
