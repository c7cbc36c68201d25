-- where the tenant's audit log ends: number and hash of its last entry
select h.seq, encode(h.hash, 'hex') from evimed.audit_head h where h.tenant_id = %(tenant)s
