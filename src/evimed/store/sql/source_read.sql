-- id of the document that a place gave until now
select document_id from evimed.source
where tenant_id = %(tenant)s and library = %(library)s and source = %(source)s for update
