-- keeps how an answer came to be, with the answer
insert into evimed.answer_book (tenant_id, answer_id, book, acl_classes)
values (%(tenant)s, %(id)s, %(book)s::json, %(classes)s::int[])
