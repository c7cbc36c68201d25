"""``evimed doctor``: what runs where, and what is wrong, each with the command that mends it."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from rich.cells import cell_len

from evimed import __version__
from evimed.catalogue import messages
from evimed.chat_settings import ROLES, find_key, model_for
from evimed.errors import EvimedError
from evimed.json_forms import error_json
from evimed.settings import Settings
from evimed.surfaces.cli import terminal
from evimed.surfaces.cli.invocation import Invocation, open_library
from evimed.surfaces.cli.terminal import Line
from evimed.surfaces.cli.wrap import wrap

_NAME_CELLS = 16
_MEGABYTE = 1 << 20


def doctor(invocation: Invocation) -> int:
    """Report; 1 if something is wrong. What cannot be opened is a finding here, not a failure."""
    problems: list[EvimedError] = []
    report: dict[str, object] = {
        "evimed": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "processors": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
    }
    try:
        with open_library(invocation, None) as (session, _):
            report |= session.health()
    except EvimedError as error:
        problems.append(error)
    problems += _problems(cast(Sequence[str], report.pop("problems", ())))
    report["models"] = _models(invocation, problems)
    if invocation.as_json:
        told = [error_json(problem, invocation.language) for problem in problems]
        terminal.show_json(report | {"healthy": not problems, "problems": told})
        return 1 if problems else 0
    width = terminal.page_width()
    terminal.show(_figures(invocation, report, width))
    terminal.show(_libraries(invocation, report, width))
    terminal.show(_roles(invocation, report, width))
    terminal.show(_people(invocation, report, width))
    terminal.show(_verdict(invocation, problems, width))
    return 1 if problems else 0


def _problems(codes: Sequence[str]) -> Iterator[EvimedError]:
    """The database's findings (``code`` or ``code:subject``) as errors that say what mends them."""
    for found in codes:
        code, _, subject = found.partition(":")
        yield EvimedError(code, subject=subject)


def _models(invocation: Invocation, problems: list[EvimedError]) -> dict[str, object]:
    """The chat model of each role, never its key; what keeps one from being used is a problem."""
    told: dict[str, object] = {}
    try:
        settings = Settings.load(home=invocation.home, env=os.environ)
        for role in ROLES:
            model = model_for(settings.home, role, getattr(settings.chat, role))
            told[role] = None
            if model is None:
                continue
            told[role] = {
                "name": model.name,
                "provider": model.provider,
                "model": model.model,
                "host": model.host,
            }
            find_key(settings.home, model)
    except EvimedError as error:
        if error.code not in {problem.code for problem in problems}:
            problems.append(error)
    return told


def _people(invocation: Invocation, report: Mapping[str, object], width: int) -> Iterator[Line]:
    """Whether everybody who can read the home is its one owner, or there are accounts and rules."""
    access = cast(Mapping[str, int], report.get("access", {}))
    if access:
        key = "doctor.people_are" if access["accounts"] else "doctor.one_owner"
        head = _padded(invocation.say("doctor.people"))
        yield from (Line(line) for line in wrap(invocation.say(key, **access), width, head))


def _roles(invocation: Invocation, report: Mapping[str, object], width: int) -> Iterator[Line]:
    roles = cast(Mapping[str, Mapping[str, str] | None], report.get("models", {}))
    for role, model in roles.items():
        if model is not None:
            words = invocation.say("doctor.model_is", **model)
            head = _padded(invocation.say("doctor.model", role=role))
            yield from (Line(line) for line in wrap(words, width, head))
    if not any(roles.values()):
        yield from (
            Line(line)
            for line in wrap(
                invocation.say("doctor.no_model"), width, _padded(invocation.say("doctor.models"))
            )
        )


def _figures(invocation: Invocation, report: Mapping[str, object], width: int) -> Iterator[Line]:
    """Whatever is one figure; the long lists are for ``--json``."""
    for name, value in report.items():
        if value is None or isinstance(value, Mapping | list | tuple):
            continue
        key = f"doctor.{name}"
        words = invocation.say(key) if f"cli.{key}" in messages() else name
        shown = (
            f"{value // _MEGABYTE} MB" if name.endswith("_bytes") and isinstance(value, int) else str(value)
        )
        yield from (Line(line) for line in wrap(shown, width, _padded(words)))


def _libraries(invocation: Invocation, report: Mapping[str, object], width: int) -> Iterator[Line]:
    """What each library holds, and how to go on where vectors are missing."""
    libraries = cast(Sequence[Mapping[str, object]], report.get("libraries", ()))
    progress = cast(Mapping[str, tuple[int, int]], report.get("vectors", {}))
    for library in libraries:
        words = invocation.say("doctor.library_holds", **library)
        yield from (Line(line) for line in wrap(words, width, _padded(invocation.say("doctor.library"))))
        name = str(library["library"])
        made, wanted = progress.get(name, (0, 0))
        if made < wanted:
            later = invocation.say("ingest.later", options=invocation.options(name))
            yield from (Line(line, "yellow") for line in wrap(later, width, " " * _NAME_CELLS))


def _verdict(invocation: Invocation, problems: Sequence[EvimedError], width: int) -> Iterator[Line]:
    yield Line()
    if not problems:
        yield Line(invocation.say("doctor.healthy"), "green")
    for problem in problems:
        yield from (Line(line, "red") for line in wrap(problem.message(invocation.language), width, "✗ "))
        yield from (Line(line) for line in wrap(problem.hint(invocation.language), width, "  → "))


def _padded(name: str) -> str:
    return name + " " * max(1, _NAME_CELLS - cell_len(name))
