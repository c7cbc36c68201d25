-- what lies in a folder and below it: sources with the folder each lies in
select g.source, coalesce(f.folder, evimed.folder_of(g.source))
from (
  select d.tenant_id, d.library, d.source from evimed.document d
  where d.tenant_id = %(tenant)s and d.library = %(library)s
  union
  select s.tenant_id, s.library, s.source from evimed.source s
  where s.tenant_id = %(tenant)s and s.library = %(library)s
) g left join evimed.filing f using (tenant_id, library, source)
where coalesce(f.folder, evimed.folder_of(g.source)) = %(folder)s::text
   or starts_with(coalesce(f.folder, evimed.folder_of(g.source)), %(folder)s::text || '/')
order by 1
