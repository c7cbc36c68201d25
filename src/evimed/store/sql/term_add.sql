-- adds to document frequencies, in the order of the terms
insert into evimed.term (tenant_id, library, acl, term, df)
select %(tenant)s, %(library)s, %(acl)s::int, t.term, t.df
from unnest(%(terms)s::int[], %(dfs)s::int[]) as t (term, df)
on conflict (tenant_id, library, acl, term) do update set df = term.df + excluded.df
