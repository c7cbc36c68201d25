"""``evimed tag``: what documents are about, shown and corrected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from evimed.surfaces.cli import terminal
from evimed.surfaces.cli.invocation import Invocation, document_of, open_library, utf8
from evimed.surfaces.cli.terminal import Line
from evimed.surfaces.cli.wrap import wrap

if TYPE_CHECKING:
    from evimed.knowledge.graph.tag_corrections import Tag


def show(invocation: Invocation, document: str, library: str | None) -> int:
    """The tags of a document, with where each comes from; 1 if it has none."""
    with open_library(invocation, library) as (session, where):
        found = document_of(session, utf8(document, "DOCUMENT"), where)
        tags = session.graph().tagged(found.id, library=where)
    return _show(invocation, found.id, tags)


def correct(
    invocation: Invocation,
    document: str,
    kind: str,
    value: str,
    library: str | None,
    *,
    act: Literal["add", "remove", "reset"],
) -> int:
    """Correct a tag of a document, and show what it has then."""
    with open_library(invocation, library) as (session, where):
        found = document_of(session, utf8(document, "DOCUMENT"), where)
        graph = session.graph()
        graph.correct_tag(found.id, utf8(kind, "KIND"), utf8(value, "VALUE"), act=act, library=where)
        tags = graph.tagged(found.id, library=where)
    _show(invocation, found.id, tags)
    return 0


def _show(invocation: Invocation, document: str, tags: Sequence[Tag]) -> int:
    if invocation.as_json:
        rows = [
            {"kind": one.kind, "value": one.value, "origin": one.origin, "of": list(one.of)} for one in tags
        ]
        terminal.show_json({"document": document, "tags": rows})
        return 0 if tags else 1
    if not tags:
        terminal.show([Line(invocation.say("tag.none"))])
        return 1
    for one in tags:
        kind, origin = invocation.say(f"tag.{one.kind}"), invocation.say(f"tag.origin.{one.origin}")
        words = f"{kind}  {one.value}" + ("" if one.origin == "read" else f"  ({origin})")
        terminal.show(Line(line) for line in wrap(words, terminal.page_width()))
    return 0
