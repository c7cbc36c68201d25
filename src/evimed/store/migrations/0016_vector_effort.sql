-- Vectors: how widely an index is looked through follows its size.

grant create on schema evimed to evimed_definer;
select set_config('evimed.former_role', current_setting('role'), true);
set local role evimed_definer;

-- The nearest passages by inner product of unit vectors. Exact where the library or what the Scope sees of it
-- is small, and where there is no HNSW index (store/vectors.py) or it finds too few visible rows. The index has to
-- go through indexed / passages rows for each that is seen, some ten times as slowly as they are read in order.
create or replace function evimed.search_dense(
  in_library text, in_stamp text, query halfvec, want int, in_language text default null)
returns table (passage_id text, score double precision)
language plpgsql stable security definer
set search_path from current
set plan_cache_mode = force_custom_plan
set hnsw.iterative_scan = 'strict_order'
set hnsw.ef_search = 100  -- put back at the end
as $$
declare
  tenant text := evimed.scope_tenant();
  classes int[] := evimed.scope_classes();
  passages double precision;
  indexed double precision;
  ids text[];
  scores double precision[];
begin
  if tenant is null or classes is null or want < 1 then
    return;
  end if;
  select sum(c.n_passages) into passages from evimed.library_class c
    where c.library = in_library and evimed.visible(c.tenant_id, c.acl, tenant, classes);
  select c.reltuples into indexed
    from pg_index i join pg_class c on c.oid = i.indexrelid
    where i.indexrelid = to_regclass('evimed.' || evimed.vector_index_name(in_stamp)) and i.indisvalid;
  -- A larger index is looked through more widely: at 1,000,000 passages recall of the best 20 is 0.82 with 100,
  -- 0.94 with 400, for 2 ms more.
  perform set_config('hnsw.ef_search', least(400, greatest(100, indexed / 2500)::int)::text, true);
  if indexed is not null and passages > 5000 and passages * passages > 10.0 * want * indexed then
    execute format($search$
      select array_agg(n.passage_id order by n.distance), array_agg(-n.distance order by n.distance) from (
        select v.passage_id, v.vector::halfvec(%1$s) <#> $1::halfvec(%1$s) as distance
        from evimed.passage_vector v
        where v.stamp = %2$L
          and v.library = $2
          and evimed.visible(v.tenant_id, v.acl, $3, $4)
          and ($5 is null or v.language = $5)
        order by 2
        limit $6) n
    $search$, vector_dims(query), in_stamp)
    into ids, scores using query, in_library, tenant, classes, in_language, want;
  end if;
  if coalesce(cardinality(ids), 0) < want then
    select array_agg(n.passage_id order by n.distance), array_agg(-n.distance order by n.distance)
      into ids, scores from (
        select v.passage_id, v.vector <#> query as distance
        from evimed.passage_vector v
        where v.stamp = in_stamp
          and v.library = in_library
          and evimed.visible(v.tenant_id, v.acl, tenant, classes)
          and (in_language is null or v.language = in_language)
        order by 2
        limit want) n;
  end if;
  return query select r.id, r.s from unnest(ids, scores) as r (id, s);
end $$;

select set_config('role', current_setting('evimed.former_role'), true);
revoke create on schema evimed from evimed_definer;
