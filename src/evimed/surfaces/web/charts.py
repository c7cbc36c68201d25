"""Simple plots as numbers that a template draws in SVG: no script, no style attribute, readable in print."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor
from typing import Any

from evimed.store.history import FeedbackWeek

WIDTH, HEIGHT = 960, 120  # of the drawing, in its own units
_BANDS = ((50, "50"), (100, "100"), (250, "250"), (500, "500"), (1000, "1000"), (5000, "5000"))


def bar_chart(days: Sequence[str], series: Sequence[Sequence[float]]) -> dict[str, Any]:
    """A bar a day, its parts upon one another (the first at the bottom); what is there can be seen."""
    sums = [sum(parts) for parts in zip(*series, strict=True)]
    most = max(sums, default=0)
    step = WIDTH / max(len(days), 1)
    bars: list[dict[str, Any]] = []
    for number, day in enumerate(days):
        heights = [max(3.0, HEIGHT * values[number] / most) if values[number] else 0.0 for values in series]
        if (over := sum(heights) - HEIGHT) > 0:  # what was too low to be seen takes from the highest
            heights[heights.index(max(heights))] -= over
        top = float(HEIGHT)
        parts: list[dict[str, Any]] = []
        for place, height in enumerate(heights, 1):
            top -= height
            if height:
                parts.append({"part": place, "y": round(top, 1), "height": round(height, 1)})
        if parts:
            told = [round(values[number]) for values in series]
            x, width = round(number * step + step * 0.15, 1), round(step * 0.7, 1)
            bars.append({"x": x, "width": width, "day": day, "values": told, "parts": parts})
    shown = {"bars": bars, "most": round(most), "width": WIDTH, "height": HEIGHT}
    return shown | {"first": days[0] if days else "", "last": days[-1] if days else ""}


def share_chart(parts: Sequence[tuple[str, int]]) -> list[dict[str, Any]]:
    """Shares of a whole, for one row of bars each."""
    total = sum(count for _, count in parts)
    return [{"name": name, "count": count, "share": round(100 * count / total, 1)} for name, count in parts]


def duration_chart(milliseconds: Sequence[float]) -> list[dict[str, Any]]:
    """How many answers took up to so many milliseconds, by bands."""
    found: list[dict[str, Any]] = []
    low = 0.0
    total = len(milliseconds)
    for high, name in (*_BANDS, (float("inf"), "")):
        count = sum(1 for spent in milliseconds if low <= spent < high)
        share = round(100 * count / total, 1) if total else 0.0
        found.append({"under": name, "over": f"{low:g}", "count": count, "share": share})
        low = high
    return found


def quality_by_week(weeks: Sequence[FeedbackWeek]) -> list[dict[str, Any]]:
    """For each week: how many remarks, and the share of those that say an answer helped."""
    found: dict[str, dict[str, int]] = {}
    for one in weeks:
        found.setdefault(one.week.isoformat(), {})[one.kind] = one.remarks
    return [
        {
            "week": week,
            "total": sum(kinds.values()),
            "helpful": kinds.get("helpful", 0),
            "share": round(100 * kinds.get("helpful", 0) / sum(kinds.values()), 1),
        }
        for week, kinds in sorted(found.items())
    ]


def trend(points: Sequence[tuple[str, float]], goal: float | None) -> dict[str, Any]:
    """A share from run to run, as a line; the scale ends at tenths, the goal is a line of its own."""
    values = [value for _, value in points] + ([goal] if goal is not None else [])
    low, high = floor(10 * min(values)) / 10, ceil(10 * max(values)) / 10
    if high <= low:
        low, high = (low, low + 0.1) if low < 1.0 else (low - 0.1, low)
    width, height, margin = 200, 40, 4
    step = (width - 2 * margin) / max(len(points) - 1, 1)

    def down(value: float) -> float:
        return round(margin + (height - 2 * margin) * (high - value) / (high - low), 1)

    dots = [
        {"x": round(margin + number * step, 1), "y": down(value), "day": day, "value": f"{100 * value:.1f} %"}
        for number, (day, value) in enumerate(points)
    ]
    return {
        "width": width,
        "height": height,
        "dots": dots,
        "line": " ".join(f"{dot['x']},{dot['y']}" for dot in dots),
        "goal": down(goal) if goal is not None else None,
        "low": f"{100 * low:.0f}",
        "high": f"{100 * high:.0f}",
        "told": "; ".join(f"{dot['day']}: {dot['value']}" for dot in dots),
    }
