-- begins an upload, unless this person has too much on its way already
insert into evimed.upload (tenant_id, upload_id, user_name, library, name, size, expires_at)
select %(tenant)s, %(id)s, %(user)s, %(library)s, %(name)s, %(size)s::bigint, now() + make_interval(hours => %(hours)s::int)
where (select coalesce(sum(u.size), 0) from evimed.upload u where u.tenant_id = %(tenant)s and u.user_name = %(user)s)
      + %(size)s::bigint <= %(most)s::bigint
returning upload_id
