-- what goes with a document: passages, their tokens, vectors
select count(*), coalesce(sum(p.length), 0)::bigint,
       (select count(*) from evimed.passage_vector v join evimed.passage q using (tenant_id, library, passage_id)
        where q.tenant_id = %(tenant)s and q.library = %(library)s and q.document_id = %(id)s)
from evimed.passage p
where p.tenant_id = %(tenant)s and p.library = %(library)s and p.document_id = %(id)s
