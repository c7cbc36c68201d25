-- sets how long a library keeps something
insert into evimed.retention (tenant_id, library, what, days, set_by)
values (%(tenant)s, %(library)s, %(what)s, %(days)s, %(user)s)
on conflict (tenant_id, library, what) do update set days = excluded.days, set_by = excluded.set_by
