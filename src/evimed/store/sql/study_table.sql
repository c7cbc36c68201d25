-- studies of a library with their documents, the newest first: those of a design, those named, those that hold all words
select count(*) over (), s.record, d.*
from evimed.study s
join evimed.document_card d using (tenant_id, library, document_id)
where s.tenant_id = %(tenant)s and s.library = %(library)s
  and (%(design)s::text is null or s.design = %(design)s::text)
  and (%(ids)s::text[] is null or s.document_id = any (%(ids)s::text[]))
  and not exists (
    select from unnest(%(words)s::text[]) w
    where strpos(lower(normalize(concat_ws(E'\n', d.title, s.record #>> '{population,0}', s.record #>> '{comparator,0}',
                                           s.record #>> '{outcome,0}'), NFKC)), w) = 0)
order by d.published desc nulls last, d.title, s.document_id
limit %(want)s::int offset %(skip)s::int
