-- concepts of a name in any case, or of a code with or without its terminology
select c.terminology, c.code, c.type, c.name, c.forms from evimed.concept c
where c.tenant_id = %(tenant)s
  and (c.code = %(name)s::text or c.terminology || ':' || c.code = %(name)s::text
       or exists (select from unnest(c.forms) as f (form) where lower(f.form) = lower(%(name)s::text)))
order by c.terminology, c.code
limit %(most)s
