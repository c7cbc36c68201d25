-- passages of some documents under a heading of such a name, or with a line that matches
select p.passage_id from evimed.passage p
where p.tenant_id = %(tenant)s and p.library = %(library)s and p.document_id = any (%(documents)s::text[])
  and (p.section && %(names)s::text[] or p.text ~ %(line)s)
order by p.document_id, p.ordinal limit 60
