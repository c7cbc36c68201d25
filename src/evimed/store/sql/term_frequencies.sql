-- in how many passages that the Scope sees each term occurs, those that wait to be added included, and none that is gone
select found.term, sum(found.df)::bigint
from (
  select t.term, t.df from evimed.term t
  where t.tenant_id = %(tenant)s and t.library = %(library)s and t.term = any (%(terms)s::int[])
  union all
  select q.term, u.dfs[place.at]
  -- "|| {}": read the long arrays once a row, not once a function; width_bucket is a binary search
  from (select w.terms || '{}'::int[] as terms, w.dfs || '{}'::int[] as dfs from evimed.uncounted w
        where w.tenant_id = %(tenant)s and w.library = %(library)s offset 0) u
  cross join (select distinct unnest(%(terms)s::int[]) as term) q
  cross join lateral (select width_bucket(q.term, u.terms) as at offset 0) place
  where u.terms[place.at] = q.term
  union all
  select g.term, -g.df from evimed.still_counted(%(library)s::text, %(terms)s::int[]) g
) found
group by found.term
having sum(found.df) > 0
