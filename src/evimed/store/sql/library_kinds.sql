-- how many documents of each kind a library has
select kind, count(*) from evimed.document
where tenant_id = %(tenant)s and library = %(library)s group by kind order by 2 desc, 1
