-- how many vectors of each embedder a library has, most first
select stamp, count(*) from evimed.passage_vector
where tenant_id = %(tenant)s and library = %(library)s
group by stamp order by 2 desc, 1
