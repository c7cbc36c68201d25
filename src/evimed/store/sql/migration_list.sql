-- all migrations applied, oldest first
select name, sha256 from evimed.schema_migration order by number
