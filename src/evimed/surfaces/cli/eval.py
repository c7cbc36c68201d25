"""``evimed eval``: how often the product is right on a folder of public data."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from evimed.surfaces.cli import terminal
from evimed.surfaces.cli.invocation import Invocation, open_library, utf8
from evimed.surfaces.cli.progress import bar
from evimed.surfaces.cli.terminal import Line
from evimed.surfaces.cli.wrap import wrap

if TYPE_CHECKING:
    from evimed.govern.evaluate.report import Measure, Report
    from evimed.govern.evaluate.suites import Suite

_INDENT = "  "


def evaluate(
    invocation: Invocation, suite: str, data: Path, page: Path | None, *, most: int | None = None
) -> int:
    """Run a suite; 1 if a goal is missed."""
    from evimed.govern.evaluate.options import Options
    from evimed.govern.evaluate.suites import find_suite

    wanted = utf8(suite, "SUITE")
    report = _run(invocation, find_suite(wanted, Options(most)), wanted, data)
    if page is not None:
        from evimed.govern.evaluate.page import render_page

        page.write_text(render_page(report, invocation.language), encoding="utf-8")
    if invocation.as_json:
        terminal.show_json(report.to_json())
    else:
        terminal.show(_lines(invocation, report))
    return 0 if report.met else 1


def _run(invocation: Invocation, suite: Suite, name: str, data: Path) -> Report:
    """In a home of its own if it asks questions: a library in use is not mixed with the data."""
    with bar(invocation.say("eval.running", suite=name)) as show:
        if not suite.needs_library:
            return suite.run(data, None, show)
        with tempfile.TemporaryDirectory(prefix="evimed-eval-") as home:
            apart = replace(invocation, home=invocation.home or Path(home))
            with open_library(apart, None) as (session, _):
                return suite.run(data, session, show)


def _lines(invocation: Invocation, report: Report) -> Iterator[Line]:
    from evimed.govern.evaluate.page import group_words

    width = terminal.page_width()
    group: tuple[str, str] | None = None
    for measure in report.measures:
        if (measure.group, measure.language) != group:
            group = (measure.group, measure.language)
            title = group_words(report.suite, measure.group, invocation.language)
            yield from (Line(line, "bold") for line in wrap(f"{title} ({measure.language})", width))
        yield _line(invocation, report, measure)
    key = "eval.met" if report.met else "eval.missed"
    words = invocation.say(key, suite=report.suite, seconds=f"{report.seconds:.0f}")
    yield from (Line(line, "green" if report.met else "yellow") for line in wrap(words, width))


def _line(invocation: Invocation, report: Report, measure: Measure) -> Line:
    from rich.cells import cell_len

    from evimed.govern.evaluate.page import goal_words, measure_words

    name = measure_words(report.suite, measure.name, invocation.language)
    low, high = measure.interval
    counted = f"{measure.right}/{measure.total}" if measure.total is not None else ""
    told = f"{measure.value:7.1%}  ({low:.1%}–{high:.1%})"
    text = f"{_INDENT}{name}{' ' * max(1, 22 - cell_len(name))}{told:<26}{counted:>11}  {goal_words(measure)}"
    return Line(text.rstrip(), "yellow" if measure.met is False else "")
