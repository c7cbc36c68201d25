-- complaints and questions handed to a person, with the steps taken on each; those not closed first, latest first
select f.feedback_id, f.answer_id, a.question, f.kind, f.statement, f.words, f.user_name, f.at,
       coalesce((select json_agg(json_build_array(s.state, s.words, s.user_name, s.at) order by s.number)
                 from evimed.case_step s where s.tenant_id = f.tenant_id and s.feedback_id = f.feedback_id), '[]'::json),
       a.library
from evimed.feedback f
join evimed.answer a on a.tenant_id = f.tenant_id and a.answer_id = f.answer_id
where f.tenant_id = %(tenant)s and f.kind in ('complaint', 'hand_off')
  and (%(library)s::text is null or a.library = %(library)s::text) and (%(id)s::text is null or f.feedback_id = %(id)s::text)
  and (%(answers)s::text[] is null or f.answer_id = any (%(answers)s::text[]))
order by coalesce((select s.state from evimed.case_step s where s.tenant_id = f.tenant_id and s.feedback_id = f.feedback_id
                   order by s.number desc limit 1), 'open') = 'closed', f.at desc, f.feedback_id
limit %(want)s::int
