-- documents of a library that came in before a time
select document_id from evimed.document
where tenant_id = %(tenant)s and library = %(library)s and ingested_at < now() - make_interval(days => %(days)s)
order by ingested_at
