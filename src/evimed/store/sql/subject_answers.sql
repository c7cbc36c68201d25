-- answers that hold any of the words
select a.answer_id, a.question, a.asked_at::text
from evimed.answer a
where a.tenant_id = %(tenant)s
  and exists (select from unnest(%(words)s::text[]) as w (word)
              where strpos(upper(translate(a.question || a.record::text, E' \t\r\n-', '')), w.word) > 0)
order by a.asked_at
