-- the library an answer was made from
select library from evimed.answer where tenant_id = %(tenant)s and answer_id = %(id)s
