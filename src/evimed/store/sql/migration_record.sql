-- records a migration as applied
insert into evimed.schema_migration (name, sha256) values (%(name)s, %(sha256)s)
