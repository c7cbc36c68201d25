-- removes a permission rule
delete from evimed.permission_rule where tenant_id = %(tenant)s and rule_id = %(rule)s::bigint
returning library, place, path, effect, subject
