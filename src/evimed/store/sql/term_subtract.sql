-- takes the passages of a document out of the document frequencies
update evimed.term t set df = t.df - gone.df
from (
  select p.acl, u.term, count(*)::int as df
  from evimed.passage p cross join lateral unnest(p.terms) as u (term)
  where p.tenant_id = %(tenant)s and p.library = %(library)s and p.document_id = %(id)s
  group by p.acl, u.term
) gone
where t.tenant_id = %(tenant)s and t.library = %(library)s and t.acl = gone.acl and t.term = gone.term
returning t.acl, t.term, t.df
