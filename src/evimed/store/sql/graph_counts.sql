-- how much the graph of a library holds, as far as the Scope sees
select (select count(distinct e.entity_id) from evimed.entity e where e.tenant_id = %(tenant)s and e.library = %(library)s),
       (select count(*) from evimed.mention m where m.tenant_id = %(tenant)s and m.library = %(library)s),
       (select count(distinct r.relation_id) from evimed.relation r where r.tenant_id = %(tenant)s and r.library = %(library)s),
       (select count(*) from evimed.assertion a where a.tenant_id = %(tenant)s and a.library = %(library)s)
