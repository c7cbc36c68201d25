-- one upload: what it is and how much of it has come
select u.upload_id, u.library, u.name, u.size, u.received, u.run_id, u.expires_at
from evimed.upload u
where u.tenant_id = %(tenant)s and u.upload_id = %(id)s and u.expires_at > now()
