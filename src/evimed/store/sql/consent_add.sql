-- adds an entry to the consent ledger
insert into evimed.consent (tenant_id, subject, purpose, given, basis, evidence, until, by_user)
values (%(tenant)s, %(subject)s, %(purpose)s, %(given)s, %(basis)s, %(evidence)s, %(until)s, %(user)s)
