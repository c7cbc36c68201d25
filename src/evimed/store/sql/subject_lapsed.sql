-- documents of libraries that ask for consent, about a subject whose consent has ended since
select distinct s.library, s.document_id
from evimed.document_subject s join evimed.privacy_policy p using (tenant_id, library)
where s.tenant_id = %(tenant)s and p.mode = 'consent'
  and not coalesce((select c.given and coalesce(c.until >= current_date, true)
                    from evimed.consent c
                    where c.tenant_id = s.tenant_id and c.subject = s.subject and c.purpose = p.purpose
                    order by c.seq desc limit 1), false)
order by 1, 2
