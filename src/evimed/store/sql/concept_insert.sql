-- adds concepts of a terminology, from a JSON array
insert into evimed.concept (tenant_id, terminology, code, type, name, forms, parents, links)
select %(tenant)s::text, %(name)s::text, c.code, c.type, c.name, c.forms, c.parents, c.links
from jsonb_to_recordset(%(concepts)s::jsonb)
  as c (code text, type text, name text, forms text[], parents text[], links jsonb)
