-- how many documents lie in each folder of a library
select coalesce(f.folder, evimed.folder_of(d.source)), count(*)
from evimed.document d left join evimed.filing f using (tenant_id, library, source)
where d.tenant_id = %(tenant)s and d.library = %(library)s
group by 1 order by 1
