-- How often a term occurs is asked term by term, in all the classes that a person holds: they lie side by side now,
-- and a hundred classes are a hundred rows to read instead of a hundred places to look them up.
alter table evimed.term
  drop constraint term_pkey,
  add constraint term_pkey primary key (tenant_id, library, term, acl);
