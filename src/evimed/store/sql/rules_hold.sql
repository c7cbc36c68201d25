-- keeps the rules as they are until the transaction ends; how often they have changed
select evimed.hold_rules()
