-- keeps an answer as it was given out
insert into evimed.answer (tenant_id, answer_id, library, question, record, documents, user_name, acl_classes)
values (%(tenant)s, %(id)s, %(library)s, %(question)s, %(record)s::json, %(documents)s::text[], %(user)s, %(classes)s::int[])
