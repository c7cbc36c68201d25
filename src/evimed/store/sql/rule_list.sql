-- permission rules, of one library or of all
select rule_id, library, place, path, effect, subject, made_at, made_by from evimed.permission_rule
where tenant_id = %(tenant)s and (%(library)s::text is null or library = %(library)s::text)
order by library, place, path, rule_id
