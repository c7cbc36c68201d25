"""``evimed eval``: how often the product is right on a folder of public data."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from evimed.chat_settings import find_key, load_models, save_key, save_model, unknown_model
from evimed.errors import EvimedError, InputError
from evimed.govern.evaluate.options import DEFAULT, Options
from evimed.settings import ChatChoice, Settings
from evimed.surfaces.cli import terminal
from evimed.surfaces.cli.invocation import Invocation, open_library, settings_of, utf8
from evimed.surfaces.cli.progress import bar
from evimed.surfaces.cli.terminal import Line
from evimed.surfaces.cli.wrap import wrap

if TYPE_CHECKING:
    from evimed.govern.evaluate.report import Measure, Report
    from evimed.govern.evaluate.suites import Suite

_INDENT = "  "
SAMPLES = "samples"  # what a suite without data of its own works on


def evaluate(
    invocation: Invocation,
    suite: str,
    data: Path | None,
    page: Path | None,
    options: Options = DEFAULT,
    *,
    keep: bool = True,
) -> int:
    """Run a suite, and keep its report where an installation is; 1 if a goal is missed."""
    from evimed.govern.evaluate.suites import WITHOUT_DATA, find_suite

    wanted = utf8(suite, "SUITE")
    found = find_suite(wanted, options)
    if data is None and wanted not in WITHOUT_DATA:
        raise InputError("evaluation_needs_data", suite=wanted)
    report = _run(invocation, found, wanted, data or Path(SAMPLES), options)
    if page is not None:
        from evimed.govern.evaluate.page import render_page

        page.write_text(render_page(report, invocation.language), encoding="utf-8")
    if invocation.as_json:
        terminal.show_json(report.to_json())
    else:
        terminal.show(_lines(invocation, report))
    if keep:
        _keep(invocation, report, command_of(wanted, options, with_data=data is not None))
    return 0 if report.met else 1


def command_of(suite: str, options: Options, *, with_data: bool) -> str:
    """The command line that measures the same, without the places of this machine."""
    given = (
        ("--data DIR", with_data),
        (f"--most {options.most}", options.most is not None),
        (f"--model {options.model}", options.model is not None),
        ("--answers FILE", options.answers is not None),
        ("--labels FILE", options.labels is not None),
    )
    return " ".join(("evimed eval", suite, *(words for words, there in given if there)))


def _keep(invocation: Invocation, report: Report, command: str) -> None:
    """Keep a report in the home in use. What was measured is told already: a failure here is a note."""
    from evimed.store.embedded import holds_database

    settings = settings_of(invocation)
    if settings.database_url is None and not holds_database(settings.home):
        terminal.note(invocation.say("eval.no_installation", home=settings.home))
        return
    try:
        with open_library(invocation, None) as (session, _):
            kept = session.evaluations().keep(report.to_json(), command=command)
    except EvimedError as error:
        told = f"{error.message(invocation.language)} {error.hint(invocation.language)}"
        terminal.note(invocation.say("eval.not_kept", reason=told))
    else:
        terminal.note(invocation.say("eval.kept", id=kept))


def _run(invocation: Invocation, suite: Suite, name: str, data: Path, options: Options) -> Report:
    """In a home of its own if it asks questions: a library in use is not mixed with the data."""
    with bar(invocation.say("eval.running", suite=name)) as show:
        if not suite.needs_library:
            return suite.run(data, None, show)
        from evimed import app

        with tempfile.TemporaryDirectory(prefix="evimed-eval-") as folder:
            home = invocation.home or Path(folder)
            if options.model is not None and home != invocation.home:
                _lend(options.model, home)
            # A model that is configured writes only where one is named: what is said without is measured.
            chat = ChatChoice(write=options.model or "none", judge="none", extract="none")
            settings = replace(Settings.load(home=home, env=os.environ), chat=chat)
            with app.open_session(settings) as session:
                return suite.run(data, session, show)


def _lend(name: str, home: Path) -> None:
    """Give the home of an evaluation a model of the home in use, with its key."""
    own = Settings.load(env=os.environ).home
    models = load_models(own)
    if name not in models:
        raise unknown_model(name, models)
    save_model(home, models[name])
    key = None if models[name].key_env else find_key(own, models[name])
    if key is not None:
        save_key(home, name, key)


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
