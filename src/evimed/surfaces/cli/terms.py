"""``evimed terms``: terminologies loaded, listed, removed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from evimed.surfaces.cli import terminal
from evimed.surfaces.cli.invocation import Invocation, open_library, utf8
from evimed.surfaces.cli.terminal import Line
from evimed.surfaces.cli.wrap import wrap

if TYPE_CHECKING:
    from evimed.store.terminologies import Terminology


def load(invocation: Invocation, file: Path, kind: str | None, name: str | None, default_type: str) -> int:
    """Load a terminology and say what it holds; a file with a mistake is refused with its line."""
    named = None if name is None else utf8(name, "--name")
    with open_library(invocation, None) as (session, _):
        loaded = session.graph().load_terms(file, kind=kind, name=named, default_type=default_type)
    if invocation.as_json:
        terminal.show_json({"terminology": _form(loaded)})
    else:
        _say(invocation, "terms.loaded", name=loaded.name, concepts=loaded.concepts, forms=loaded.forms)
    return 0


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
