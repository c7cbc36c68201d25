-- writes down that a request was carried out: counts, no content
insert into evimed.subject_request (tenant_id, kind, subject, by_user, counts)
values (%(tenant)s, %(kind)s, %(subject)s, %(user)s, %(counts)s::jsonb)
