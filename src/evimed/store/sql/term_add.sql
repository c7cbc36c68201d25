-- adds what waits to the document frequencies, in the order of the terms
with taken as (
  delete from evimed.uncounted where tenant_id = %(tenant)s and library = %(library)s returning acl, terms, dfs, pairs
), noted as (
  update evimed.library l set uncounted = l.uncounted - (select coalesce(sum(pairs), 0) from taken)
  where l.tenant_id = %(tenant)s and l.library = %(library)s
)
insert into evimed.term (tenant_id, library, acl, term, df)
select %(tenant)s, %(library)s, taken.acl, t.term, sum(t.df)::int
from taken cross join lateral unnest(taken.terms, taken.dfs) as t (term, df)
group by taken.acl, t.term
order by taken.acl, t.term
on conflict (tenant_id, library, acl, term) do update set df = term.df + excluded.df
