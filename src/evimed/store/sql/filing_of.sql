-- the folder that each of these sources lies in
select t.source, coalesce(f.folder, evimed.folder_of(t.source)), evimed.place_of(t.source, f.folder)
from unnest(%(sources)s::text[]) as t (source)
left join evimed.filing f on f.tenant_id = %(tenant)s and f.library = %(library)s and f.source = t.source
order by 1
