-- forgets files set aside whose place or reason names any of the words
delete from evimed.quarantine q
where q.tenant_id = %(tenant)s
  and exists (select from unnest(%(words)s::text[]) as w (word)
              where strpos(upper(translate(q.source || q.details::text, E' \t\r\n-', '')), w.word) > 0)
