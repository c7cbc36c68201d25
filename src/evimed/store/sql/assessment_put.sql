-- keeps an impact assessment: the hash of the file, its title, who approved it
insert into evimed.impact_assessment (tenant_id, sha256, title, approved_by)
values (%(tenant)s, %(sha256)s, %(title)s, %(approved_by)s) on conflict do nothing
