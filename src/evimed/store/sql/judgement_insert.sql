-- adds what a person decided of a document, after what was decided before
insert into evimed.judgement (tenant_id, library, document_id, kind, number, acl, record, decided_by)
select %(tenant)s, %(library)s, d.document_id, %(kind)s,
       1 + coalesce((select max(j.number) from evimed.judgement j
                     where j.tenant_id = d.tenant_id and j.library = d.library and j.document_id = d.document_id
                       and j.kind = %(kind)s), 0),
       d.acl, %(record)s::jsonb, %(decided_by)s
from evimed.document d
where d.tenant_id = %(tenant)s and d.library = %(library)s and d.document_id = %(id)s
returning number, decided_at
