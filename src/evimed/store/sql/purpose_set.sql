-- says for what rows are touched from here on in this transaction
select set_config('evimed.purpose', %(purpose)s, true)
