-- keeps the report of an evaluation
insert into evimed.evaluation (tenant_id, evaluation_id, suite, version, command, made_by, record)
values (%(tenant)s, %(id)s, %(suite)s, %(version)s, %(command)s, %(user)s, %(record)s::jsonb)
returning at
