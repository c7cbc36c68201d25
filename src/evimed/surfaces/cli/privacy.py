"""``evimed privacy``: personal data in files and documents, told by place, never by text."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from evimed.json_forms import error_json
from evimed.settings import Settings
from evimed.surfaces.cli import terminal
from evimed.surfaces.cli.invocation import Invocation, document_of, open_library, utf8
from evimed.surfaces.cli.progress import bar
from evimed.surfaces.cli.terminal import Line
from evimed.surfaces.cli.wrap import wrap

if TYPE_CHECKING:
    from evimed.govern.privacy.scan import Risk, Scanned

_STYLES = {"high": "red", "medium": "yellow", "low": "", "none": "green"}


def scan(invocation: Invocation, paths: list[str]) -> int:
    """Search files; 1 if any holds personal data."""
    from evimed.govern.privacy.scan import scan as search

    given = [utf8(path, "PATH") for path in paths]
    settings = Settings.load(home=invocation.home, env=os.environ)
    with bar(invocation.say("privacy.scanning")) as show:
        found = sorted(search(given, settings, show), key=lambda one: one.source)
    if invocation.as_json:
        terminal.show_json({"files": [_scanned_form(invocation, one) for one in found]})
    else:
        terminal.show(line for one in found for line in _scanned_lines(invocation, one))
    return 1 if any(one.risk is None or one.risk.findings for one in found) else 0


def report(invocation: Invocation, document: str, library: str | None) -> int:
    """The risk report of a document; 1 if it holds personal data."""
    from evimed.govern.privacy.scan import risk_of

    wanted = utf8(document, "DOCUMENT")
    with open_library(invocation, library) as (session, where):
        found = document_of(session, wanted, where)
        risk = risk_of(session.document_text(found.id, library=where))
    if invocation.as_json:
        terminal.show_json({"document": {"id": found.id, "title": found.title}, **risk_form(risk)})
    else:
        terminal.show(_risk_lines(invocation, found.title, risk))
    return 1 if risk.findings else 0


def risk_form(risk: Risk) -> dict[str, Any]:
    """A risk report as JSON: places and kinds, not what stands there."""
    return {
        "level": risk.level,
        "counts": risk.counts,
        "findings": [
            {"kind": one.kind, "chars": [one.start, one.end], "score": one.score, "reason": one.reason}
            for one in risk.findings
        ],
    }


def _scanned_form(invocation: Invocation, one: Scanned) -> dict[str, Any]:
    if one.risk is None:
        assert one.error is not None  # noqa: S101  -- a file has a risk or an error
        return {"source": one.source, "error": error_json(one.error, invocation.language)}
    return {"source": one.source, **risk_form(one.risk)}


def _scanned_lines(invocation: Invocation, one: Scanned) -> Iterator[Line]:
    if one.risk is not None:
        yield from _risk_lines(invocation, one.source, one.risk)
    elif one.error is not None:
        words = one.error.message(invocation.language)
        yield from (Line(line, "red") for line in wrap(f"{one.source}: {words}", terminal.page_width()))


def _risk_lines(invocation: Invocation, name: str, risk: Risk) -> Iterator[Line]:
    counts = ", ".join(f"{_kind(invocation, kind)} {count}" for kind, count in risk.counts.items()) or "–"
    words = invocation.say(
        "privacy.risk", name=name, level=invocation.say(f"privacy.level.{risk.level}"), counts=counts
    )
    yield from (Line(line, _STYLES[risk.level]) for line in wrap(words, terminal.page_width()))


def _kind(invocation: Invocation, kind: str) -> str:
    return invocation.say(f"privacy.kind.{kind}")
