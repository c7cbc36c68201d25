-- the permission classes that are seen from here on in this transaction
select set_config('evimed.classes', %(classes)s, true)
