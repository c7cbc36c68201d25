-- notes the document frequencies of a new document; a later writer adds many documents' at once
insert into evimed.uncounted (tenant_id, library, document_id, acl, terms, dfs, pairs)
select %(tenant)s, %(library)s, %(id)s, %(acl)s::int, n.terms, n.dfs, cardinality(n.terms)
from (select %(terms)s::int[] as terms, %(dfs)s::int[] as dfs) n
