-- whether an account may be used
update evimed.account set disabled = %(disabled)s where tenant_id = %(tenant)s and account_id = %(id)s
