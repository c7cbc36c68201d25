-- a page of the documents that are asked for: how many there are in all, folder, day, and the document
with found as (
  select d.tenant_id, d.library, d.document_id, d.ingested_at, coalesce(f.folder, evimed.folder_of(d.source)) as folder
  from evimed.document d left join evimed.filing f using (tenant_id, library, source)
  where d.tenant_id = %(tenant)s and d.library = %(library)s
    and (%(kind)s::text = '' or d.kind = %(kind)s::text)
    and (%(state)s::text = '' or (d.superseded_by is null) = (%(state)s::text = 'current'))
    and lower(d.title || ' ' || d.source) like all (%(words)s::text[])
    and (%(tag_kind)s::text = '' or exists (
      select from evimed.reading r
      where r.tenant_id = d.tenant_id and r.library = d.library and r.document_id = d.document_id
        and (r.tags -> %(tag_kind)s::text ? %(tag)s::text
             or r.tags #> array['_corrected', 'added', %(tag_kind)s::text] ? %(tag)s::text)
        and not coalesce(r.tags #> array['_corrected', 'removed', %(tag_kind)s::text] ? %(tag)s::text, false)))
), chosen as (
  select * from found
  where %(folder)s::text is null or folder = %(folder)s::text
     or (%(folder)s::text <> '' and starts_with(folder, %(folder)s::text || '/'))
)
select count(*) over (), o.folder, o.ingested_at, c.*
from chosen o join evimed.document_card c using (tenant_id, library, document_id)
order by case when %(newest)s::bool then o.ingested_at end desc, c.title, c.document_id
limit %(want)s::int offset %(skip)s::int
