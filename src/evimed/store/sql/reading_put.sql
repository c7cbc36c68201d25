-- says that a document has been read, by what, with its tags; what people have corrected in them stays
insert into evimed.reading as r (tenant_id, library, document_id, acl, stamp, tags)
values (%(tenant)s, %(library)s, %(id)s, %(acl)s::int, %(stamp)s, %(tags)s::jsonb)
on conflict (tenant_id, library, document_id) do update
set stamp = excluded.stamp, acl = excluded.acl, read_at = now(),
    tags = excluded.tags || case when r.tags ? '_corrected'
                            then jsonb_build_object('_corrected', r.tags -> '_corrected') else '{}' end
