-- adds what a person decided of a body of evidence, after what was decided before; nothing unless all its studies are seen
insert into evimed.body_judgement (tenant_id, library, body_id, number, documents, record, decided_by)
select %(tenant)s, %(library)s, %(body)s,
       1 + coalesce((select max(b.number) from evimed.body_judgement b
                     where b.tenant_id = %(tenant)s and b.library = %(library)s and b.body_id = %(body)s), 0),
       %(ids)s::text[], %(record)s::jsonb, %(decided_by)s
where (select count(*) from evimed.study s
       where s.tenant_id = %(tenant)s and s.library = %(library)s and s.document_id = any (%(ids)s::text[]))
      = cardinality(%(ids)s::text[])
returning number, decided_at
