-- what of a library is half there: documents without passages, counts that are not those of the rows, acts that are not those of the log
with doc as (
  select d.document_id from evimed.document d where d.tenant_id = %(tenant)s and d.library = %(library)s
), passage as (
  select p.document_id, p.terms, p.length from evimed.passage p
  where p.tenant_id = %(tenant)s and p.library = %(library)s
), logged as (
  select distinct on (a.object) a.object, a.action
  from (
    select e.seq, e.action, e.act::json ->> 'object' as object
    from evimed.audit_entry e
    where e.tenant_id = %(tenant)s and e.action in ('document.ingested', 'document.deleted')
      and e.act::json ->> 'library' = %(library)s
  ) a
  order by a.object, a.seq desc
)
select 'without_passages:' || d.document_id from doc d
where not exists (select from passage p where p.document_id = d.document_id)
union all
select 'counters'
where (select coalesce(sum(c.n_passages), 0) || ' ' || coalesce(sum(c.total_length), 0) from evimed.library_class c
       where c.tenant_id = %(tenant)s and c.library = %(library)s)
  <> (select count(*) || ' ' || coalesce(sum(p.length), 0) from passage p)
union all
select 'terms:' || c.term
from (
  select unnest(p.terms) as term, 1 as n from passage p
  union all
  select t.term, -t.df from evimed.term t where t.tenant_id = %(tenant)s and t.library = %(library)s
  union all
  select unnest(u.terms), -unnest(u.dfs) from evimed.uncounted u
  where u.tenant_id = %(tenant)s and u.library = %(library)s
  union all
  select g.term, g.df
  from evimed.still_counted(%(library)s::text, array(
    select t.term from evimed.term t where t.tenant_id = %(tenant)s and t.library = %(library)s)) g
) c
group by c.term
having sum(c.n) <> 0
union all
select 'place:' || s.document_id from evimed.source s
where s.tenant_id = %(tenant)s and s.library = %(library)s
  and not exists (select from doc d where d.document_id = s.document_id)
union all
select 'not_logged:' || d.document_id from doc d
where not exists (
  select from logged l where l.object = 'document:' || d.document_id and l.action = 'document.ingested')
union all
select 'logged_only:' || l.object from logged l
where l.action = 'document.ingested'
  and not exists (select from doc d where l.object = 'document:' || d.document_id)
