-- takes back the term counts of a document if they still wait
with gone as (
  delete from evimed.uncounted
  where tenant_id = %(tenant)s and library = %(library)s and document_id = %(id)s returning pairs
)
update evimed.library l set uncounted = l.uncounted - gone.pairs
from gone where l.tenant_id = %(tenant)s and l.library = %(library)s
