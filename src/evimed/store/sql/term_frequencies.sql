-- in how many passages that the Scope sees each term occurs
select term, sum(df)::bigint from evimed.term
where tenant_id = %(tenant)s and library = %(library)s and term = any (%(terms)s::int[])
group by term
