-- all documents of a library, by title
select c.* from evimed.document_card c
where c.tenant_id = %(tenant)s and c.library = %(library)s
order by c.title, c.document_id
