-- keeps a conflict between two recommendations, once
insert into evimed.conflict (tenant_id, library, first_document, first_number, second_document, second_number, attribute,
                             record)
select %(tenant)s, %(library)s, a.document_id, a.number, b.document_id, b.number, %(attribute)s,
       %(record)s::jsonb
from evimed.recommendation a, evimed.recommendation b
where a.tenant_id = %(tenant)s and a.library = %(library)s and a.document_id = %(first)s and a.number = %(first_number)s::int
  and b.tenant_id = %(tenant)s and b.library = %(library)s and b.document_id = %(second)s and b.number = %(second_number)s::int
on conflict do nothing
