"""``evimed replay``: an answer given again, what changed in it, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from evimed.surfaces.cli import terminal
from evimed.surfaces.cli.invocation import Invocation, open_library, utf8
from evimed.surfaces.cli.terminal import Line
from evimed.surfaces.cli.wrap import wrap

if TYPE_CHECKING:
    from evimed.govern.session import Replay


def replay(invocation: Invocation, answer: str) -> int:
    """Answer again and compare; 1 if the answer is another one."""
    wanted = utf8(answer, "ANSWER")
    with open_library(invocation, None) as (session, _):
        outcome = session.replay(wanted)
    if invocation.as_json:
        terminal.show_json(
            {
                "answer": outcome.then["id"],
                "question": outcome.then["question"],
                "same": outcome.same,
                "verdict": {
                    "then": outcome.then["verdict"]["name"],
                    "now": outcome.now["verdict"]["name"],
                },
                "statements": {
                    "kept": list(outcome.kept),
                    "moved": list(outcome.moved),
                    "gone": list(outcome.gone),
                    "new": list(outcome.new),
                },
                "causes": [asdict(cause) for cause in outcome.causes],
                "now": outcome.now,
            }
        )
    else:
        terminal.show(_lines(invocation, outcome))
    return 0 if outcome.same else 1


def _lines(invocation: Invocation, outcome: Replay) -> Iterator[Line]:
    width = terminal.page_width()
    yield from (Line(line, "bold") for line in wrap(outcome.then["question"], width, "? "))
    yield Line()
    if outcome.same:
        words = invocation.say("replay.same", statements=len(outcome.kept))
        yield from (Line(line, "green") for line in wrap(words, width))
    else:
        yield Line(invocation.say("replay.changed"), "yellow")
    if outcome.verdict_changed:
        then, now = outcome.then["verdict"], outcome.now["verdict"]
        words = invocation.say("replay.verdict", then=then["name"], now=now["name"], reason=now["reason"])
        yield from (Line(line) for line in wrap(words, width))
    for mark, style, texts in (
        ("= ", "dim", outcome.kept),
        ("~ ", "yellow", outcome.moved),
        ("- ", "red", outcome.gone),
        ("+ ", "green", outcome.new),
    ):
        for text in texts:
            yield from (Line(line, style) for line in wrap(text, width, mark))
    yield Line()
    for cause in outcome.causes:
        words = invocation.say(f"replay.cause.{cause.what}", then=cause.then, now=cause.now)
        yield from (Line(line) for line in wrap(words, width))
    if not outcome.causes:
        yield Line(invocation.say("replay.no_cause"))
