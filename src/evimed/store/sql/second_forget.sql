-- forgets what models have named in a library; the documents it was named in
with gone as (
  delete from evimed.second_reading where tenant_id = %(tenant)s and library = %(library)s returning document_id)
select document_id, count(*) from gone group by document_id order by document_id
