-- the newest impact assessment that is not older than three years
select sha256, title, approved_by, at::text from evimed.impact_assessment
where tenant_id = %(tenant)s and at > now() - interval '3 years' order by at desc limit 1
