"""The figures of the dashboard: of one's own questions, of everybody's for who oversees, or totals alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from evimed.govern.viewing import Statistics
from evimed.store.history import SpentDay
from evimed.surfaces.web.charts import bar_chart, duration_chart, quality_by_week, share_chart
from evimed.surfaces.web.present import TONES

PERIODS = (7, 30, 90, 365)  # days
_SAID = ("answered", "caveats", "conflicting")


def figures_of(found: Statistics, days: int) -> dict[str, Any]:
    """What the page shows, worked out from answers by day."""
    today = datetime.now(UTC).date()
    names = [(today - timedelta(days=back)).isoformat() for back in range(days - 1, -1, -1)]
    said: dict[str, int] = defaultdict(int)
    unsaid: dict[str, int] = defaultdict(int)
    spent: dict[str, float] = defaultdict(float)
    by_verdict: dict[str, int] = defaultdict(int)
    for one in found.days:
        day = one.day.isoformat()
        (said if one.verdict in _SAID else unsaid)[day] += one.answers
        spent[day] += one.milliseconds
        by_verdict[one.verdict] += one.answers
    total = sum(by_verdict.values())
    ordered = sorted(found.milliseconds)
    means = [spent[day] / (said[day] + unsaid[day]) if spent[day] else 0.0 for day in names]
    return {
        "total": total,
        "rate": round(100 * sum(by_verdict[name] for name in _SAID) / total) if total else None,
        "mean": duration_words(sum(spent.values()) / total) if total else None,
        "median": duration_words(_quantile(ordered, 0.5)) if ordered else None,
        "slow": duration_words(_quantile(ordered, 0.95)) if ordered else None,
        "days": bar_chart(names, [[said[day] for day in names], [unsaid[day] for day in names]]),
        "times": bar_chart(names, [means]),
        "verdicts": share_chart([(name, by_verdict[name]) for name in TONES if by_verdict[name]]),
        "durations": duration_chart(ordered) if ordered else [],
        "unanswered": found.unanswered,
        "usage": found.usage,
        "weeks": quality_by_week(found.weeks),
        "escalated": by_verdict["escalated"],
        **_spending(names, found.spending),
    }


def _spending(names: Sequence[str], spending: Sequence[SpentDay]) -> dict[str, Any]:
    """Tokens by day, and sums; ``None`` where nobody said."""
    given: dict[str, int] = defaultdict(int)
    made: dict[str, int] = defaultdict(int)
    for one in spending:
        given[one.day.isoformat()] += one.input_tokens or 0
        made[one.day.isoformat()] += one.output_tokens or 0
    costs = [one.cost for one in spending if one.cost is not None]
    counted = any(one.input_tokens is not None for one in spending)
    return {
        "requests": sum(one.requests for one in spending),
        "tokens": (sum(given.values()), sum(made.values())) if counted else None,
        "cost": sum(costs) if costs else None,
        "currency": next((one.currency for one in spending if one.currency), ""),
        "token_days": bar_chart(names, [[given[day] for day in names], [made[day] for day in names]])
        if counted
        else None,
    }


def duration_words(milliseconds: float) -> str:
    """``72 ms``, ``9.3 s``."""
    return f"{milliseconds:.0f} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.1f} s"


def _quantile(ordered: Sequence[float], share: float) -> float:
    """By nearest rank."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
