-- deletes the answers that cite a document, whoever asked
select evimed.forget_answers(%(library)s::text, %(id)s::text)
