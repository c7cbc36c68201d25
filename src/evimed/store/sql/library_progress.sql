-- what each library holds and what could not be taken in, inside the Scope
select l.library,
       (select count(*) from evimed.document d where d.tenant_id = l.tenant_id and d.library = l.library),
       (select count(*) from evimed.passage p where p.tenant_id = l.tenant_id and p.library = l.library),
       (select count(*) from evimed.quarantine q where q.tenant_id = l.tenant_id and q.library = l.library)
from evimed.library l
where l.tenant_id = %(tenant)s
  and (evimed.scope_owns()
       or exists (select from evimed.library_class c
                  where c.tenant_id = l.tenant_id and c.library = l.library and c.n_passages > 0)
       or exists (select from evimed.quarantine q where q.tenant_id = l.tenant_id and q.library = l.library))
order by l.library
