-- takes in the passages of a document (COPY cannot be used under row-level security); arrays come as text
insert into evimed.passage (tenant_id, library, passage_id, document_id, ordinal, section, text, char_start, char_end,
                            sentences, language, acl, terms, tfs, length, bm)
select %(tenant)s, %(library)s, n.passage_id, %(document_id)s, n.ordinal,
       array(select jsonb_array_elements_text(n.section::jsonb)), n.text, n.char_start, n.char_end, n.sentences::jsonb,
       n.language, %(acl)s::int, n.terms::int[], n.tfs::smallint[], n.length, n.bm::sparsevec
from unnest(%(passage_ids)s::text[], %(ordinals)s::int[], %(sections)s::text[], %(texts)s::text[], %(starts)s::int[],
            %(ends)s::int[], %(sentences)s::text[], %(languages)s::text[], %(terms)s::text[], %(tfs)s::text[],
            %(lengths)s::int[], %(bms)s::text[])
  as n (passage_id, ordinal, section, text, char_start, char_end, sentences, language, terms, tfs, length, bm)
