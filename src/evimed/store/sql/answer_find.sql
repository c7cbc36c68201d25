-- answers whose id begins so: two are enough to know that it is not unique
select answer_id, record from evimed.answer
where tenant_id = %(tenant)s and (answer_id = %(id)s or starts_with(answer_id, %(id)s))
order by answer_id <> %(id)s, answer_id
limit 2
