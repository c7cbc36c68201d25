-- how many documents have been read by this version, and how many there are
select (select count(*) from evimed.reading r
        where r.tenant_id = %(tenant)s and r.library = %(library)s and r.stamp = %(stamp)s),
       (select count(*) from evimed.document d where d.tenant_id = %(tenant)s and d.library = %(library)s)
