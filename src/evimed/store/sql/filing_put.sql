-- files sources in folders; one that lies where it was given needs no note
with told as (
  select source, folder from unnest(%(sources)s::text[], %(folders)s::text[]) as t (source, folder)
), home as (
  delete from evimed.filing f using told t
  where f.tenant_id = %(tenant)s and f.library = %(library)s and f.source = t.source
    and t.folder = evimed.folder_of(t.source)
)
insert into evimed.filing (tenant_id, library, source, folder, filed_by)
select %(tenant)s, %(library)s, t.source, t.folder, evimed.scope_user() from told t
where t.folder <> evimed.folder_of(t.source)
on conflict (tenant_id, library, source) do update
set folder = excluded.folder, filed_by = excluded.filed_by, filed_at = now()
