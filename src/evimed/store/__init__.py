"""PostgreSQL: embedded server or URL, migrations, named SQL, row-level security by Scope."""
