-- which of the subjects have consented to a purpose, by the last entry about it, and not beyond its end
select s.subject
from unnest(%(subjects)s::text[]) as s (subject)
where (select c.given and coalesce(c.until >= current_date, true)
       from evimed.consent c
       where c.tenant_id = %(tenant)s and c.subject = s.subject and c.purpose = %(purpose)s
       order by c.seq desc limit 1)
