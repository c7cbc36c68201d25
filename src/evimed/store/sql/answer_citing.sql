-- the latest answers that cite a document
select a.answer_id, a.question, a.record #>> '{verdict,name}', json_array_length(a.record -> 'statements'),
       a.user_name, a.asked_at
from evimed.answer a
where a.tenant_id = %(tenant)s and a.library = %(library)s and a.documents @> array[%(id)s]
order by a.asked_at desc, a.answer_id
limit %(want)s
