"""``evimed terms``: terminologies loaded, listed, removed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from evimed.surfaces.cli import terminal
from evimed.surfaces.cli.invocation import Invocation, open_library, utf8
from evimed.surfaces.cli.terminal import Line
from evimed.surfaces.cli.wrap import wrap

if TYPE_CHECKING:
    from evimed.knowledge.terms.look_up import Entry
    from evimed.store.terminologies import Terminology

_MOST_NAMES = 12


def load(invocation: Invocation, file: Path, kind: str | None, name: str | None, default_type: str) -> int:
    """Load a terminology and say what it holds; a file with a mistake is refused with its line."""
    named = None if name is None else utf8(name, "--name")
    with open_library(invocation, None) as (session, _):
        loaded = session.graph().load_terms(file, kind=kind, name=named, default_type=default_type)
    return _loaded(invocation, loaded)


def add(invocation: Invocation, package: str) -> int:
    """Load a free terminology that an installed package holds; one of the same name is replaced."""
    with open_library(invocation, None) as (session, _):
        loaded = session.graph().add_terms(package)
    return _loaded(invocation, loaded)


def _loaded(invocation: Invocation, loaded: Terminology) -> int:
    if invocation.as_json:
        terminal.show_json({"terminology": _form(loaded)})
    else:
        _say(invocation, "terms.loaded", name=loaded.name, concepts=loaded.concepts, forms=loaded.forms)
    return 0


def show(invocation: Invocation, name: str) -> int:
    """What the terminologies say of a name or a code; 1 if none of them has it."""
    with open_library(invocation, None) as (session, _):
        found = session.graph().look_up(utf8(name, "NAME"))
    if invocation.as_json:
        terminal.show_json({"concepts": [_entry_form(one) for one in found]})
    elif not found:
        _say(invocation, "terms.unknown", name=name)
    width = terminal.page_width()
    for one in () if invocation.as_json else found:
        kind = invocation.say(f"graph.type.{one.concept.type}")
        head = f"{one.concept.name}  {one.terminology}:{one.concept.code}  ({kind})"
        terminal.show(Line(line, "bold") for line in wrap(head, width))
        rest = [form for form in one.concept.forms if form != one.concept.name]
        if rest:
            names = invocation.say("terms.names", names="; ".join(rest[:_MOST_NAMES]))
            terminal.show(Line(line) for line in wrap(names, width, "  "))
        for how in dict.fromkeys(n.how for n in one.neighbours):
            told = "; ".join(f"{n.name} ({n.code})" for n in one.neighbours if n.how == how)
            words = f"{invocation.say(f'terms.link.{how}')}: {told}"
            terminal.show(Line(line) for line in wrap(words, width, "  "))
    return 0 if found else 1


def _entry_form(one: Entry) -> dict[str, object]:
    return {
        "terminology": one.terminology,
        "code": one.concept.code,
        "type": one.concept.type,
        "name": one.concept.name,
        "names": list(one.concept.forms),
        "links": [{"how": n.how, "code": n.code, "type": n.type, "name": n.name} for n in one.neighbours],
    }


def list_(invocation: Invocation) -> int:
    """List what was loaded; what is bundled is always there."""
    with open_library(invocation, None) as (session, _):
        found = session.graph().terminologies()
    if invocation.as_json:
        terminal.show_json({"terminologies": [_form(one) for one in found]})
    elif not found:
        _say(invocation, "terms.none")
    for one in () if invocation.as_json else found:
        _say(invocation, "terms.row", name=one.name, kind=one.kind, concepts=one.concepts, forms=one.forms)
    return 0


def remove(invocation: Invocation, name: str) -> int:
    """Remove a terminology."""
    wanted = utf8(name, "NAME")
    with open_library(invocation, None) as (session, _):
        session.graph().remove_terms(wanted)
    if invocation.as_json:
        terminal.show_json({"removed": wanted})
    else:
        _say(invocation, "terms.removed", name=wanted)
    return 0


def _form(one: Terminology) -> dict[str, object]:
    return {
        "name": one.name,
        "kind": one.kind,
        "sha256": one.sha256,
        "concepts": one.concepts,
        "forms": one.forms,
    }


def _say(invocation: Invocation, key: str, **values: object) -> None:
    words = invocation.say(key, **values)
    terminal.show(Line(line) for line in wrap(words, terminal.page_width()))
