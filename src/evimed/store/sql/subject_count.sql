-- how many documents hold any of the words, seen or not
select evimed.count_documents_holding(%(words)s::text[])
