-- says, for this transaction only, who asks, for what, and which permission classes that person holds
select set_config('evimed.tenant', %(tenant)s, true), set_config('evimed.classes', %(classes)s, true),
       set_config('evimed.user', %(user)s, true), set_config('evimed.purpose', %(purpose)s, true),
       set_config('evimed.oversees', %(oversees)s, true), set_config('evimed.owns', %(owns)s, true)
