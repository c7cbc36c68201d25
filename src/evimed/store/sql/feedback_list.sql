-- what readers have said of the answers of a library, latest first
select f.feedback_id, f.answer_id, a.question, f.kind, f.statement, f.words, f.user_name, f.at
from evimed.feedback f
join evimed.answer a on a.tenant_id = f.tenant_id and a.answer_id = f.answer_id
where f.tenant_id = %(tenant)s and a.library = %(library)s
order by f.at desc, f.feedback_id
limit %(want)s
