-- begins a run of uploaded files
insert into evimed.upload_run (tenant_id, run_id, user_name, library) values (%(tenant)s, %(id)s, %(user)s, %(library)s)
