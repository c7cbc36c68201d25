"""One way to keep a figure: ``results/NAME.json`` and ``results/NAME.md``, with machine, versions and date.

A benchmark makes rows of cells and says what they mean; this module writes them down the same way every time,
so that figures of two days can be laid side by side and plotted (``benchmarks/plots.py``).
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from made.machine import machine

RESULTS: Final = Path(__file__).resolve().parent.parent / "results"
Cell = str | int | float | None


def runs(work: Callable[[], float], times: int = 3) -> dict[str, Any]:
    """``work`` measured several times: the median, and every run beside it."""
    found = [work() for _ in range(times)]
    return {"median": statistics.median(found), "runs": found}


def table(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """Rows as Markdown."""
    lines = [_line(columns), "|" + "---|" * len(columns), *(_line([cell(c) for c in row]) for row in rows)]
    return "\n".join(lines)


def cell(value: Cell) -> str:
    """A figure as a person reads it: three significant digits, thousands set apart, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else value


def keep(
    name: str,
    title: str,
    tables: Mapping[str, tuple[Sequence[str], Sequence[Sequence[Cell]]]],
    figures: Mapping[str, Any],
    versions: Mapping[str, str] | None = None,
    notes: Sequence[str] = (),
) -> str:
    """Write both files and give the Markdown.

    Parameters
    ----------
    name
        File name without ending.
    title
        Heading of the Markdown.
    tables
        Caption to columns and rows.
    figures
        Whatever a program would read again; it goes into the JSON as it is.
    versions
        Of the peers measured in the same run; ours are added.
    notes
        Sentences under the tables: what was not measured, and why.
    """
    where = machine()
    parts = [f"# {title}", f"{where['words']}."]
    if versions:
        parts.append("Versions: " + ", ".join(f"{key} {value}" for key, value in versions.items()) + ".")
    for caption, (columns, rows) in tables.items():
        parts += [f"**{caption}**", table(columns, rows)]
    if notes:
        parts.append("\n".join(f"- {note}" for note in notes))
    markdown = "\n\n".join(parts) + "\n"
    RESULTS.mkdir(exist_ok=True)
    record = {"title": title, "machine": where, "versions": dict(versions or {}), "figures": dict(figures)}
    (RESULTS / f"{name}.json").write_text(
        json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    (RESULTS / f"{name}.md").write_text(markdown, encoding="utf-8")
    return markdown


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
