-- adds to the passage statistics of a permission class
insert into evimed.library_class (tenant_id, library, acl, n_passages, total_length)
values (%(tenant)s, %(library)s, %(acl)s::int, %(n_passages)s::bigint, %(total_length)s::bigint)
on conflict (tenant_id, library, acl) do update
set n_passages = library_class.n_passages + excluded.n_passages,
    total_length = library_class.total_length + excluded.total_length
