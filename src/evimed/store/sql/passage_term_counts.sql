-- length and language of passages, and how often each of some terms occurs in them (its place among those asked)
select p.passage_id, p.length, p.language, found.places, found.counts
from (select t.passage_id, t.length, t.language, t.terms || '{}'::int[] as terms, t.tfs || '{}'::smallint[] as tfs
      from evimed.passage t
      where t.tenant_id = %(tenant)s and t.library = %(library)s and t.passage_id = any (%(ids)s::text[]) offset 0) p
cross join lateral (
  -- terms are sorted: width_bucket is a binary search
  select array_agg(q.place::int) as places, array_agg(p.tfs[b.at]::int) as counts
  from unnest(%(terms)s::int[]) with ordinality as q (term, place)
  cross join lateral (select width_bucket(q.term, p.terms) as at offset 0) b
  where p.terms[b.at] = q.term
) found
