-- the policies that were set, by library
select library, mode, purpose, set_at::text, set_by from evimed.privacy_policy where tenant_id = %(tenant)s order by 1
