-- the next step on a complaint or a question handed to a person
insert into evimed.case_step (tenant_id, feedback_id, number, state, words, user_name)
select %(tenant)s, %(id)s, 1 + coalesce((select max(s.number) from evimed.case_step s
         where s.tenant_id = %(tenant)s and s.feedback_id = %(id)s), 0), %(state)s, %(words)s, %(user)s
