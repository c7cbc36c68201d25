-- version of pgvector: installed in this database, else the one that can be
select coalesce(installed_version, default_version) from pg_available_extensions where name = 'vector'
