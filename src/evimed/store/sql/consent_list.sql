-- the ledger, oldest first, of one subject or of all
select seq, subject, purpose, given, basis, evidence, until::text, at::text, by_user
from evimed.consent
where tenant_id = %(tenant)s and (%(subject)s::text is null or subject = %(subject)s::text)
order by seq
