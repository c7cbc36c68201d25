-- keeps a piece of an upload
insert into evimed.upload_part (tenant_id, upload_id, at, content) values (%(tenant)s, %(id)s, %(at)s::bigint, %(content)s)
