-- deletes the answers that hold any of the words, whoever asked
select evimed.forget_answers_holding(%(words)s::text[])
