-- embedded server only: the role that content connections log in as, so that "reset role" leads to nothing more
do $$
begin
  if not exists (select from pg_roles where rolname = 'evimed_session') then
    create role evimed_session login nosuperuser nobypassrls noinherit in role evimed_app;
  end if;
end $$
