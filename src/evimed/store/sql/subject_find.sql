-- documents that hold any of the words: compared without white space and hyphens, in capitals
select d.library, d.document_id, d.title, d.superseded_by is not null
from evimed.document d
where d.tenant_id = %(tenant)s
  and exists (select from unnest(%(words)s::text[]) as w (word)
              where strpos(upper(translate(d.text || d.title || d.source, E' \t\r\n-', '')), w.word) > 0)
order by 1, 2
