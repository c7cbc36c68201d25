-- how much a library was asked since an instant, by day and verdict, in numbers alone
select t.day, t.verdict, t.answers, coalesce(t.milliseconds, 0), coalesce(t.requests, 0), t.input_tokens, t.output_tokens,
       t.cost, t.currency
from evimed.usage_totals(%(library)s, %(since)s::timestamptz) t
order by 1, 2
