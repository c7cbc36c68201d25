-- the permission classes whose relations the Scope sees in a library
select coalesce(array_agg(distinct r.acl order by r.acl), '{}') from evimed.relation r
where r.tenant_id = %(tenant)s and r.library = %(library)s
