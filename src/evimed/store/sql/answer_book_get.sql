-- how an answer came to be
select book from evimed.answer_book where tenant_id = %(tenant)s and answer_id = %(id)s
