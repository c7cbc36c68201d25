-- lists legal texts: some documents, versions of families, what names one of them, laws on one or with a chapter on it
select i.family, i.stem, i.names, i.record, d.*
from evimed.instrument i
join evimed.document_card d using (tenant_id, library, document_id)
where i.tenant_id = %(tenant)s and i.library = %(library)s
  and (%(ids)s::text[] is null
       or i.document_id = any (%(ids)s::text[])
       or i.family = any (%(families)s::text[])
       or i.names && %(families)s::text[]
       or (i.stem <> '' and exists (select from unnest(%(families)s::text[]) as f where starts_with(f, i.stem)))
       or (i.stem <> '' and exists (select from jsonb_array_elements_text(coalesce(i.record -> 'chapters', '[]')) as c,
                                                unnest(%(subjects)s::text[]) as s where strpos(c, s) > 0)))
order by i.document_id
