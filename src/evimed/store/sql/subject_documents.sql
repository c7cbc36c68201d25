-- documents about a subject in libraries that ask for consent to a purpose
select s.library, s.document_id
from evimed.document_subject s join evimed.privacy_policy p using (tenant_id, library)
where s.tenant_id = %(tenant)s and s.subject = %(subject)s and p.mode = 'consent' and p.purpose = %(purpose)s
order by 1, 2
