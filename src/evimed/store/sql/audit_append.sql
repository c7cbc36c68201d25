-- adds acts to the tenant's audit log, in their order; the database links each to the one before
insert into evimed.audit_entry (tenant_id, act)
select %(tenant)s::text, a.act from unnest(%(acts)s::text[]) with ordinality as a (act, place) order by a.place
