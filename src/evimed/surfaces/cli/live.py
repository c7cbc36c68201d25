"""Statements on a terminal while an answer is being made; the finished answer takes their place."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from evimed.catalogue import text
from evimed.records import Answer, AnswerBegan, AnswerEvent, AnswerFinished, StatementSaid
from evimed.surfaces.cli import terminal
from evimed.surfaces.cli.wrap import wrap

if TYPE_CHECKING:
    from rich.live import Live


def watch(events: Iterable[AnswerEvent]) -> Answer:
    """The answer that ``events`` end in; on a terminal, what is verified is shown as it comes."""
    if not sys.stdout.isatty():
        return _last(events)
    from rich.console import Console
    from rich.live import Live

    # Too long for the window: the beginning is shown, and the whole when it is finished.
    with Live(
        console=Console(file=sys.stdout), transient=True, auto_refresh=False, vertical_overflow="ellipsis"
    ) as live:
        return _shown(events, live)


def _shown(events: Iterable[AnswerEvent], live: Live) -> Answer:
    from rich.text import Text

    lines: list[str] = []
    label = ""
    for event in events:
        if isinstance(event, AnswerFinished):
            return event.answer
        if isinstance(event, StatementSaid):
            lines.append(event.statement.text)
        else:
            lines = []
            if isinstance(event, AnswerBegan):
                label = f"{event.label.text} · {text('cli.ask.coming', event.language)}"
        width = terminal.page_width()
        shown = [line for n, said in enumerate(lines, 1) for line in wrap(said, width, f"{n}. ")]
        live.update(Text("\n".join((*shown, "", *wrap(label, width)))), refresh=True)
    raise AssertionError  # the last event is the answer


def _last(events: Iterable[AnswerEvent]) -> Answer:
    for event in events:
        if isinstance(event, AnswerFinished):
            return event.answer
    raise AssertionError  # the last event is the answer
