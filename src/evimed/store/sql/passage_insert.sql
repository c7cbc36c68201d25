-- takes in the passages of a document and notes its document frequencies, which a later writer adds up
with noted as (
  insert into evimed.uncounted (tenant_id, library, document_id, acl, terms, dfs, pairs)
  select %(tenant)s, %(library)s, %(document_id)s, %(acl)s::int, n.terms, n.dfs, cardinality(n.terms)
  from (select %(document_terms)s::int[] as terms, %(document_dfs)s::int[] as dfs) n
)
insert into evimed.passage (tenant_id, library, passage_id, document_id, ordinal, section, text, char_start, char_end,
                            sentences, language, acl, terms, tfs, length, bm)
select %(tenant)s, %(library)s, n.passage_id, %(document_id)s, n.ordinal,
       n.section::text[], n.text, n.char_start, n.char_end, n.sentences::jsonb,
       n.language, %(acl)s::int, (%(terms)s::int[])[n.last - n.size + 1 : n.last],
       (%(tfs)s::smallint[])[n.last - n.size + 1 : n.last], n.length, n.bm
from unnest(%(passage_ids)s::text[], %(ordinals)s::int[], %(sections)s::text[], %(texts)s::text[], %(starts)s::int[],
            %(ends)s::int[], %(sentences)s::text[], %(languages)s::text[], %(sizes)s::int[], %(lasts)s::int[],
            %(lengths)s::int[], %(bms)s::sparsevec[])
  as n (passage_id, ordinal, section, text, char_start, char_end, sentences, language, size, last, length, bm)
