"""Kept evaluations as pages show them: measures with their goals, and how they went from run to run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from evimed.catalogue import Language, text
from evimed.govern.evaluate.page import group_words, measure_words
from evimed.store.evaluations import KeptEvaluation
from evimed.surfaces.web.charts import trend

Json = Mapping[str, Any]
MISSES = 200  # shown of one report


def suites_of(found: Sequence[KeptEvaluation], language: Language) -> list[dict[str, Any]]:
    """Reports (the newest first) by suite: the newest run with its course, and all runs."""
    by_suite: dict[str, list[KeptEvaluation]] = {}
    for one in found:
        by_suite.setdefault(one.suite, []).append(one)
    return [
        {
            "suite": suite,
            "newest": run_of(runs[0]),
            "groups": groups_of(runs[0], language, runs),
            "runs": [run_of(one) for one in runs],
        }
        for suite, runs in sorted(by_suite.items())
    ]


def run_of(one: KeptEvaluation) -> dict[str, Any]:
    """One run: when, by whom, with what, and whether every goal was met."""
    return {
        "id": one.id,
        "suite": one.suite,
        "at": one.at.strftime("%Y-%m-%d %H:%M"),
        "day": one.at.strftime("%Y-%m-%d"),
        "version": one.version,
        "command": one.command,
        "by": one.made_by,
        "met": bool(one.record["met"]),
        "goals": any("met" in measure for measure in one.record["measures"]),
        "data": one.record["data"],
        "settings": ", ".join(f"{name} {value}" for name, value in one.record["settings"].items()),
        "seconds": round(one.record["seconds"]),
        "misses": one.misses,
    }


def groups_of(
    one: KeptEvaluation, language: Language, runs: Sequence[KeptEvaluation] = ()
) -> list[dict[str, Any]]:
    """Measures by their group. ``runs`` of the suite that were made by the same command are their course."""
    alike = [run for run in reversed(runs) if run.command == one.command]
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for measure in one.record["measures"]:
        key = (measure["group"], measure["language"])
        groups.setdefault(key, []).append(_measure(one.suite, measure, language, alike))
    return [
        {
            "title": group_words(one.suite, group, language),
            "language": text(f"evaluate.language.{spoken}", language),
            "measures": measures,
        }
        for (group, spoken), measures in groups.items()
    ]


def _measure(suite: str, one: Json, language: Language, runs: Sequence[KeptEvaluation]) -> dict[str, Any]:
    low, high = one["interval"]
    goal = cast(Mapping[str, float], one.get("goal") or {})
    name = measure_words(suite, one["name"], language)
    points = list(_course(one, runs))
    bound = next(iter(goal.values()), None)
    return {
        "name": name,
        "value": _percent(one["value"]),
        "share": round(100 * min(1.0, max(0.0, one["value"])), 1),
        "interval": f"{_percent(low)}–{_percent(high)}",
        "count": f"{one['right']} / {one['total']}" if one.get("total") is not None else "",
        "goal": _goal(goal),
        "met": one.get("met"),
        "course": trend(points, bound) if len(points) > 1 else None,
    }


def _course(one: Json, runs: Sequence[KeptEvaluation]) -> Iterator[tuple[str, float]]:
    key = (one["group"], one["name"], one["language"])
    for run in runs:
        for measure in run.record["measures"]:
            if (measure["group"], measure["name"], measure["language"]) == key:
                yield run.at.strftime("%Y-%m-%d"), measure["value"]


def _percent(value: float) -> str:
    return f"{100 * value:.1f} %"


def _goal(goal: Mapping[str, float]) -> str:
    if "at_least" in goal:
        return f"≥ {100 * goal['at_least']:g} %"
    return f"≤ {100 * goal['at_most']:g} %" if "at_most" in goal else ""


def misses_of(one: KeptEvaluation) -> dict[str, Any]:
    """What went wrong, by its place in the data: a table whose columns are the keys."""
    rows: list[Json] = list(one.record.get("wrong", ()))
    columns = list(dict.fromkeys(name for row in rows[:MISSES] for name in row))
    return {
        "total": len(rows),
        "columns": columns,
        "rows": [[_cell(row.get(name)) for name in columns] for row in rows[:MISSES]],
    }


def _cell(value: object) -> str:
    if isinstance(value, list):
        return "–".join(map(str, cast(list[object], value)))
    return "" if value is None else str(value)
