-- the piece of an upload that begins at a byte
select p.content from evimed.upload_part p
where p.tenant_id = %(tenant)s and p.upload_id = %(id)s and p.at = %(at)s::bigint
