-- The graph counts its entities and relations by permission class: documents that move take their counts along.

grant create on schema evimed to evimed_definer;
select set_config('evimed.former_role', current_setting('role'), true);
set local role evimed_definer;

-- The part of the graph that comes from documents, put in again under their new class: its triggers take the counts
-- out of the classes before and into this one. Its tables are made by a later migration.
create function evimed.relabel_graph(tenant text, in_library text, moved text[], former int[], in_acl int) returns void
language plpgsql volatile security definer set search_path from current
as $$
declare
  part text;
  columns text;
begin
  if to_regclass('evimed.mention') is null then
    return;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('graph ' || tenant || ' ' || in_library, 0));
  insert into evimed.entity (tenant_id, library, acl, entity_id, type, name, folded, concept, supports)
    select distinct on (e.entity_id) tenant, in_library, in_acl, e.entity_id, e.type, e.name, e.folded, e.concept, 0
    from evimed.entity e
    where e.tenant_id = tenant and e.library = in_library and e.acl = any (former)
      and e.entity_id in (
        select m.entity_id from evimed.mention m
        where m.tenant_id = tenant and m.library = in_library and m.document_id = any (moved)
        union select unnest(array[a.subject, a.object]) from evimed.assertion a
        where a.tenant_id = tenant and a.library = in_library and a.document_id = any (moved))
    order by e.entity_id, e.acl
    on conflict (tenant_id, library, acl, entity_id) do nothing;
  foreach part in array array['mention', 'assertion'] loop
    select string_agg(quote_ident(a.attname), ', ') into columns
      from pg_attribute a
      where a.attrelid = ('evimed.' || part)::regclass and a.attnum > 0 and not a.attisdropped
        and a.attgenerated = '' and a.attname <> 'acl';
    execute format('with gone as (
                      delete from evimed.%1$I where tenant_id = $1 and library = $2 and document_id = any ($3) returning *)
                    insert into evimed.%1$I (%2$s, acl) select %2$s, $4 from gone', part, columns)
      using tenant, in_library, moved, in_acl;
  end loop;
end $$;
revoke execute on function evimed.relabel_graph(text, text, text[], int[], int) from public;

-- Gives documents, with all that came from them, another class, in this transaction: rows, statistics, answers.
-- Answers made when the class they come from still held them need both classes now. Returns how many moved.
create or replace function evimed.relabel(in_library text, in_documents text[], in_acl int) returns bigint
language plpgsql volatile security definer set search_path from current
as $$
declare
  tenant text := evimed.scope_tenant();
  moved text[];
  former int[];
  broken bigint[];
  more bigint[];
  derived record;
begin
  if evimed.scope_purpose() is distinct from 'access' then
    return 0;
  end if;
  perform from evimed.library l where l.tenant_id = tenant and l.library = in_library for no key update;
  select array_agg(d.document_id), array_agg(distinct d.acl) into moved, former
    from evimed.document d
    where d.tenant_id = tenant and d.library = in_library and d.document_id = any (in_documents) and d.acl <> in_acl;
  if moved is null then
    return 0;
  end if;

  -- Segments hold one class: those that hold a moved document are taken apart, and made anew by store/segments.py.
  select coalesce(array_agg(distinct d.segment), '{}') into broken from evimed.segment_document d
    where d.tenant_id = tenant and d.library = in_library and d.document_id = any (moved);
  loop  -- a document may stand in several
    select coalesce(array_agg(distinct o.segment), '{}') into more
      from evimed.segment_document d join evimed.segment_document o using (tenant_id, library, document_id)
      where d.tenant_id = tenant and d.library = in_library and d.segment = any (broken);
    exit when more <@ broken;
    broken := more;
  end loop;
  insert into evimed.unsegmented as u (tenant_id, library, document_id, acl, passages, average)
    select a.tenant_id, a.library, a.document_id, a.acl, a.passages,
           coalesce(evimed.weighed_for(a.terms, a.tfs, a.length, a.bm), 1)
    from (select p.*, count(*) over document as passages, row_number() over document as place
          from evimed.passage p
          where p.tenant_id = tenant and p.library = in_library
            and p.document_id in (
              select d.document_id from evimed.segment_document d
              where d.tenant_id = tenant and d.library = in_library and d.segment = any (broken))
          window document as (
            partition by p.tenant_id, p.library, p.document_id order by (p.terms = '{}'), p.ordinal
            rows between unbounded preceding and unbounded following)) a
    where a.place = 1
    on conflict (tenant_id, library, document_id) do nothing;
  delete from evimed.segment s
    where s.tenant_id = tenant and s.library = in_library and s.segment = any (broken);

  -- Statistics, by class; counts that wait go with their document.
  with gone as materialized (
    select p.acl, t.term, count(*)::int as df
    from evimed.passage p cross join lateral unnest(p.terms) as t (term)
    where p.tenant_id = tenant and p.library = in_library and p.document_id = any (moved)
      and not exists (
        select from evimed.uncounted u
        where u.tenant_id = tenant and u.library = in_library and u.document_id = p.document_id)
    group by p.acl, t.term
  ), less as (
    update evimed.term t set df = t.df - g.df from gone g
      where t.tenant_id = tenant and t.library = in_library and t.acl = g.acl and t.term = g.term
  )
  insert into evimed.term (tenant_id, library, acl, term, df)
    select tenant, in_library, in_acl, g.term, sum(g.df)::int from gone g group by g.term order by g.term
    on conflict (tenant_id, library, acl, term) do update set df = term.df + excluded.df;
  delete from evimed.term t
    where t.tenant_id = tenant and t.library = in_library and t.acl = any (former) and t.df <= 0;
  with gone as materialized (
    select p.acl, count(*) as passages, sum(p.length)::bigint as length
    from evimed.passage p
    where p.tenant_id = tenant and p.library = in_library and p.document_id = any (moved)
    group by p.acl
  ), less as (
    update evimed.library_class c
      set n_passages = c.n_passages - g.passages, total_length = c.total_length - g.length
      from gone g where c.tenant_id = tenant and c.library = in_library and c.acl = g.acl
  )
  insert into evimed.library_class (tenant_id, library, acl, n_passages, total_length)
    select tenant, in_library, in_acl, coalesce(sum(g.passages), 0), coalesce(sum(g.length), 0) from gone g
    on conflict (tenant_id, library, acl) do update
    set n_passages = library_class.n_passages + excluded.n_passages,
        total_length = library_class.total_length + excluded.total_length;

  -- Rows. Passages first: who makes vectors holds them, and gives the vector the class of its passage.
  update evimed.document set acl = in_acl
    where tenant_id = tenant and library = in_library and document_id = any (moved);
  update evimed.passage set acl = in_acl
    where tenant_id = tenant and library = in_library and document_id = any (moved);
  perform evimed.relabel_graph(tenant, in_library, moved, former, in_acl);
  -- Whatever else comes from one document says so by its columns.
  for derived in
    select c.relname as name
    from pg_class c
    where c.relnamespace = 'evimed'::regnamespace and c.relkind in ('r', 'p')
      and c.relname not in ('document', 'passage', 'segment_document')
      and (select count(*) from pg_attribute a
           where a.attrelid = c.oid and not a.attisdropped
             and a.attname in ('tenant_id', 'library', 'document_id', 'acl')) = 4
    order by 1
  loop
    execute format('update evimed.%I set acl = $1 where tenant_id = $2 and library = $3 and document_id = any ($4)',
                   derived.name) using in_acl, tenant, in_library, moved;
  end loop;
  -- And what comes from several carries all their classes.
  for derived in
    select c.relname as name
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'acl_classes' and not a.attisdropped
    where c.relnamespace = 'evimed'::regnamespace and c.relkind in ('r', 'p')
    order by 1
  loop
    execute format('update evimed.%I set acl_classes = acl_classes || $1
                    where tenant_id = $2 and acl_classes && $3 and not $1 = any (acl_classes)',
                   derived.name) using in_acl, tenant, former;
  end loop;
  update evimed.library set version = version + 1 where tenant_id = tenant and library = in_library;
  return cardinality(moved);
end $$;

select set_config('role', current_setting('evimed.former_role'), true);
revoke create on schema evimed from evimed_definer;
