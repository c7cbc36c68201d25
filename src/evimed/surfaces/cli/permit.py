"""``evimed permit``: rules made, withdrawn, listed, explained."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING

from evimed.surfaces.cli import terminal
from evimed.surfaces.cli.invocation import Invocation, default_library, open_people, utf8
from evimed.surfaces.cli.terminal import Line
from evimed.surfaces.cli.wrap import wrap

if TYPE_CHECKING:
    from evimed.govern.access.permissions import RuleView


def add(
    invocation: Invocation,
    library: str | None,
    subject: str,
    effect: str,
    *,
    path: str,
    document: str,
    purpose: str | None,
) -> int:
    """Make a rule and let it act."""
    where = default_library(invocation, library)
    with open_people(invocation) as (people, by):
        rule, moved = people.permissions.permit(
            by,
            where,
            utf8(subject, "SUBJECT"),
            effect=effect,
            path=utf8(path, "--path"),
            document=utf8(document, "--document"),
            purpose=purpose,
        )
    if invocation.as_json:
        terminal.show_json({"rule": rule, "library": where, "moved": moved})
    else:
        _tell([invocation.say("permit.added", rule=rule, library=where, moved=moved)])
    return 0


def list_rules(invocation: Invocation, library: str | None) -> int:
    """The rules of a library, or all of them."""
    with open_people(invocation) as (people, by):
        rules = people.permissions.rules(by, None if library is None else utf8(library, "--library"))
    if invocation.as_json:
        terminal.show_json({"rules": [asdict(rule) for rule in rules]})
    else:
        _tell([_line(invocation, rule) for rule in rules] or [invocation.say("permit.none")])
    return 0


def remove(invocation: Invocation, rule: int) -> int:
    """Withdraw a rule."""
    with open_people(invocation) as (people, by):
        moved = people.permissions.withdraw(by, rule)
    if invocation.as_json:
        terminal.show_json({"rule": rule, "moved": moved})
    else:
        _tell([invocation.say("permit.removed", rule=rule, moved=moved)])
    return 0


def explain(invocation: Invocation, library: str | None, name: str, document: str, purpose: str) -> int:
    """Say whether somebody may read a document, and by which rules; 1 if not."""
    where = default_library(invocation, library)
    with open_people(invocation) as (people, by):
        told = people.permissions.explain(by, utf8(name, "NAME"), where, utf8(document, "DOCUMENT"), purpose)
    if invocation.as_json:
        terminal.show_json(asdict(told))
    else:
        words = invocation.say("permit.may" if told.permitted else "permit.may_not", name=told.account)
        lines = [
            words,
            invocation.say("permit.places", places=", ".join(told.places)),
            invocation.say("permit.known_by", subjects=", ".join(told.known_by)),
            *(_line(invocation, rule) for rule in told.deciding),
        ]
        _tell(lines if told.deciding else [*lines, invocation.say("permit.no_rule")])
    return 0 if told.permitted else 1


def _line(invocation: Invocation, rule: RuleView) -> str:
    place = rule.path or invocation.say("permit.whole")
    return invocation.say(
        "permit.line", id=rule.id, library=rule.library, place=place, effect=rule.effect, subject=rule.subject
    )


def _tell(words: Iterable[str]) -> None:
    terminal.show(Line(line) for one in words for line in wrap(one, terminal.page_width()))
