-- what came of a document: passages, mentions, edges, recommendations, conflicts, answers that cite it
select
  (select count(*) from evimed.passage p
   where p.tenant_id = %(tenant)s and p.library = %(library)s and p.document_id = %(id)s),
  (select count(*) from evimed.mention m
   where m.tenant_id = %(tenant)s and m.library = %(library)s and m.document_id = %(id)s),
  (select count(*) from evimed.assertion a
   where a.tenant_id = %(tenant)s and a.library = %(library)s and a.document_id = %(id)s),
  (select count(*) from evimed.recommendation r
   where r.tenant_id = %(tenant)s and r.library = %(library)s and r.document_id = %(id)s),
  (select count(*) from evimed.conflict c
   where c.tenant_id = %(tenant)s and c.library = %(library)s and %(id)s in (c.first_document, c.second_document)),
  (select count(*) from evimed.answer w
   where w.tenant_id = %(tenant)s and w.library = %(library)s and w.documents @> array[%(id)s])
