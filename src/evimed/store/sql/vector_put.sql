-- adds vectors of passages that are still there
insert into evimed.passage_vector (tenant_id, library, stamp, passage_id, document_id, language, acl, vector, sentence_vectors)
select p.tenant_id, p.library, %(stamp)s, p.passage_id, p.document_id, p.language, p.acl, n.vector::halfvec, n.sentence_vectors
from unnest(%(ids)s::text[], %(vectors)s::text[], %(sentences)s::bytea[]) as n (passage_id, vector, sentence_vectors)
join evimed.passage p on p.tenant_id = %(tenant)s and p.library = %(library)s and p.passage_id = n.passage_id
on conflict (tenant_id, library, stamp, passage_id) do nothing
