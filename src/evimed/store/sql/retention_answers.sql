-- deletes answers of a library that are older than so many days, whoever asked
select evimed.forget_answers_before(%(library)s, now() - make_interval(days => %(days)s))
