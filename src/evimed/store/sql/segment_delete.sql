-- takes segments apart; a trigger deletes their postings
delete from evimed.segment
where tenant_id = %(tenant)s and library = %(library)s and segment = any (%(segments)s::bigint[])
