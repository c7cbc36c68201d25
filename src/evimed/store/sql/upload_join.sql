-- gives whole uploads to a run; those that another run has in hand, which goes on, are left to it
update evimed.upload set run_id = %(run)s
where tenant_id = %(tenant)s and upload_id = any(%(ids)s::text[]) and library = %(library)s and received = size
  and expires_at > now() and (run_id is null or not exists (
    select from evimed.upload_run r where r.tenant_id = upload.tenant_id and r.run_id = upload.run_id
      and r.state in ('waiting', 'reading') and r.seen_at > now() - interval '1 minute'))
returning upload_id, name, size
