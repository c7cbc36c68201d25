-- requests that were carried out, oldest first
select id, kind, subject, done_at::text, by_user, counts from evimed.subject_request where tenant_id = %(tenant)s order by id
