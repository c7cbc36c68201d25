-- in how many passages that the Scope sees each term occurs, those not yet added included
select term, sum(df)::bigint
from (
  select term, df from evimed.term
  where tenant_id = %(tenant)s and library = %(library)s and term = any (%(terms)s::int[])
  union all
  select q.term, u.dfs[array_position(u.terms, q.term)]
  from evimed.uncounted u cross join (select distinct unnest(%(terms)s::int[]) as term) q
  where u.tenant_id = %(tenant)s and u.library = %(library)s
) found
where df is not null
group by term
