-- How much a library is asked, in numbers, for whoever runs the installation and may read no answer: no question, no
-- reason, no name, no document. Only in a transaction opened for the purpose "figures".

grant create on schema evimed to evimed_definer;
select set_config('evimed.former_role', current_setting('role'), true);
set local role evimed_definer;

create function evimed.usage_totals(in_library text, since timestamptz)
returns table (day date, verdict text, answers bigint, milliseconds double precision,
               requests bigint, input_tokens bigint, output_tokens bigint, cost double precision, currency text)
language sql stable security definer set search_path from current
as $$
  select (a.asked_at at time zone 'UTC')::date, a.record #>> '{verdict,name}', count(*),
         sum((select sum(t.value::double precision) from json_each_text(a.record -> 'timings_ms') t)),
         sum((b.book #>> '{usage,requests}')::bigint)::bigint, sum((b.book #>> '{usage,input_tokens}')::bigint)::bigint,
         sum((b.book #>> '{usage,output_tokens}')::bigint)::bigint,
         sum((b.book #>> '{usage,cost}')::double precision), min(b.book #>> '{usage,currency}')
  from evimed.answer a
  left join evimed.answer_book b on b.tenant_id = a.tenant_id and b.answer_id = a.answer_id
  where a.tenant_id = evimed.scope_tenant() and evimed.scope_purpose() = 'figures'
    and a.library = in_library and a.asked_at >= since
  group by 1, 2
$$;

revoke execute on function evimed.usage_totals(text, timestamptz) from public;
grant execute on function evimed.usage_totals(text, timestamptz) to evimed_app;

select set_config('role', current_setting('evimed.former_role'), true);
revoke create on schema evimed from evimed_definer;
