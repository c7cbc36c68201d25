-- says, for this transaction only, who asks and which permission classes that person holds
select set_config('evimed.tenant', %(tenant)s, true), set_config('evimed.classes', %(classes)s, true)
