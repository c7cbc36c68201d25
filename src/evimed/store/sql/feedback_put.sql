-- keeps what a reader says of an answer
insert into evimed.feedback (tenant_id, answer_id, feedback_id, kind, statement, words, user_name)
values (%(tenant)s, %(answer)s, %(id)s, %(kind)s, %(statement)s::int, %(words)s, %(user)s)
