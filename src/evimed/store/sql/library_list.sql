-- names of the libraries of a tenant that the Scope sees something of; the owner sees empty ones too
select l.library from evimed.library l
where l.tenant_id = %(tenant)s
  and (evimed.scope_owns()
       or exists (select from evimed.library_class c
                  where c.tenant_id = l.tenant_id and c.library = l.library and c.n_passages > 0)
       or exists (select from evimed.quarantine q where q.tenant_id = l.tenant_id and q.library = l.library))
order by l.library
