-- what goes with a document: passages, their tokens, vectors
select count(*), coalesce(sum(p.length), 0)::bigint,
       (select count(*) from evimed.passage_vector v
        where v.tenant_id = %(tenant)s and v.library = %(library)s and v.passage_id = any (array_agg(p.passage_id)))
from evimed.passage p
where p.tenant_id = %(tenant)s and p.library = %(library)s and p.document_id = %(id)s
