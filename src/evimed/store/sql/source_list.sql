-- the places that give a document
select source from evimed.source
where tenant_id = %(tenant)s and library = %(library)s and document_id = %(id)s order by source
