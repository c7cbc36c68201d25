-- the newest migration applied and how many there are
select (select count(*) from evimed.schema_migration)::int, name, sha256
from evimed.schema_migration order by number desc limit 1
