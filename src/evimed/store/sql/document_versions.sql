-- a document with those it superseded and those that superseded it, oldest first
with recursive newer as (
  select d.tenant_id, d.library, d.document_id, d.superseded_by, 0 as step from evimed.document d
  where d.tenant_id = %(tenant)s and d.library = %(library)s and d.document_id = %(id)s
  union
  select d.tenant_id, d.library, d.document_id, d.superseded_by, n.step + 1
  from newer n join evimed.document d
    on d.tenant_id = n.tenant_id and d.library = n.library and d.document_id = n.superseded_by
  where n.step < 100
), family as (
  (select tenant_id, library, document_id from newer order by step desc limit 1)
  union
  select d.tenant_id, d.library, d.document_id
  from family f join evimed.document d
    on d.tenant_id = f.tenant_id and d.library = f.library and d.superseded_by = f.document_id
)
select c.* from family join evimed.document_card c using (tenant_id, library, document_id)
join evimed.document d using (tenant_id, library, document_id)
order by d.superseded_by is null, c.published nulls first, d.ingested_at
limit 100
