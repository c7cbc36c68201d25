-- lists guides that have not been compared with all that this Scope may see
select g.document_id from evimed.guide g
where g.tenant_id = %(tenant)s and g.library = %(library)s and not %(classes)s::int[] <@ g.compared
order by g.document_id
