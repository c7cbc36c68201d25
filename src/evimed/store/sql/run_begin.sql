-- begins a run of ingestion
insert into evimed.intake_run (tenant_id, library, engine, total)
values (%(tenant)s, %(library)s, %(engine)s, %(total)s::int)
returning run
