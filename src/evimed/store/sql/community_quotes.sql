-- the assertions that the summaries of communities quote, in their order
select q.community_id, q.relation_id, q.assertion_id from evimed.community_quote q
where q.tenant_id = %(tenant)s and q.library = %(library)s and q.community_id = any(%(ids)s::text[])
order by q.community_id, q.place
