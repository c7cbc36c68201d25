-- more of an upload has come, if it goes on where it stopped
update evimed.upload set received = received + %(length)s::bigint
where tenant_id = %(tenant)s and upload_id = %(id)s and received = %(at)s::bigint
  and received + %(length)s::bigint <= size and expires_at > now() and run_id is null
returning received
