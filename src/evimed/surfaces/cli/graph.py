"""``evimed graph``: the graph built, walked and shown, every edge with its quotation."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from evimed.json_forms import cited_document_json, locator_json
from evimed.surfaces.cli import terminal
from evimed.surfaces.cli.invocation import Invocation, open_library, utf8
from evimed.surfaces.cli.places import source_words
from evimed.surfaces.cli.progress import bar
from evimed.surfaces.cli.terminal import Line
from evimed.surfaces.cli.wrap import wrap

if TYPE_CHECKING:
    from evimed.govern.session import Session
    from evimed.knowledge.graph.explore import Edge
    from evimed.store.graph import Entity

_SHOWN = 2  # quotations of an edge


def build(invocation: Invocation, library: str | None) -> int:
    """Read the documents that wait, and say what the graph holds."""
    with open_library(invocation, library) as (session, where):
        made = read_documents(invocation, session, where)
        progress = session.graph().progress(library=where)
    if invocation.as_json:
        terminal.show_json({"library": where, "made": made, **progress})
    else:
        words = invocation.say("graph.built", made=made, **progress)
        terminal.show(Line(line) for line in wrap(words, terminal.page_width()))
    return 0


def read_documents(invocation: Invocation, session: Session, library: str) -> int:
    """Read what waits, with a progress bar; how many documents were read."""
    with bar(invocation.say("graph.reading")) as follow:
        return session.graph().build(library=library, on_progress=follow)


def show(invocation: Invocation, entity: str, library: str | None, *, hops: int) -> int:
    """What is around an entity."""
    wanted = utf8(entity, "ENTITY")
    with open_library(invocation, library) as (session, where):
        found = session.graph().neighbourhood(wanted, library=where, hops=hops)
    if invocation.as_json:
        from evimed.knowledge.graph.forms import neighbourhood_json

        terminal.show_json(neighbourhood_json(found))
        return 0
    names = {one.id: one for one in found.entities}
    terminal.show(_entity(invocation, found.centre))
    terminal.show(_edges(invocation, found.edges, names))
    if found.truncated:
        terminal.show([Line(invocation.say("graph.truncated"), "yellow")])
    return 0


def path(invocation: Invocation, start: str, end: str, library: str | None, *, hops: int) -> int:
    """How two entities are connected; 1 if they are not."""
    one, other = utf8(start, "A"), utf8(end, "B")
    with open_library(invocation, library) as (session, where):
        found = session.graph().paths(one, other, library=where, hops=hops)
    if invocation.as_json:
        from evimed.knowledge.graph.forms import connection_json

        terminal.show_json(connection_json(found))
        return 0
    for number, edges in enumerate(found.paths, start=1):
        terminal.show([Line(f"{number}.", "bold")])
        terminal.show(_edges(invocation, edges, found.entities))
    return 0


def communities(invocation: Invocation, about: str | None, library: str | None, *, limit: int) -> int:
    """What belongs together, each with a summary of quotations; 1 if there is nothing."""
    wanted = utf8(about, "--about") if about is not None else None
    with open_library(invocation, library) as (session, where):
        found = session.graph().communities(library=where, about=wanted, limit=limit)
    if invocation.as_json:
        from evimed.knowledge.communities.build import communities_json

        terminal.show_json(communities_json(found))
        return 0 if found else 1
    width = terminal.page_width()
    if not found:
        terminal.show(Line(line) for line in wrap(invocation.say("graph.no_communities"), width))
        return 1
    for number, one in enumerate(found, start=1):
        words = invocation.say("graph.community", entities=len(one.entities), relations=one.relations)
        terminal.show(Line(line, "bold") for line in wrap(f"{number}. {one.name} ({words})", width))
        for citation in one.summary:
            place = source_words(
                cited_document_json(citation.document), locator_json(citation.locator), invocation.language
            )
            terminal.show(Line(line) for line in wrap(f"“{citation.quote}”", width, "   "))
            terminal.show(Line(line, "dim") for line in wrap(place, width, "   "))
    return 0


def export(invocation: Invocation, form: str, out: Path | None, library: str | None) -> int:
    """Write the graph to a file or to standard output."""
    with open_library(invocation, library) as (session, where):
        pieces = session.graph().export(form, library=where)
        if out is None:
            sys.stdout.writelines(pieces)
        else:
            with out.open("w", encoding="utf-8", newline="") as file:
                file.writelines(pieces)
    return 0


def bring(invocation: Invocation, file: Path, form: str | None, library: str | None) -> int:
    """Take in a person's own relations, all or none."""
    with open_library(invocation, library) as (session, where):
        made = session.graph().bring(file, form=form, library=where)
    if invocation.as_json:
        terminal.show_json({"library": where, "added": made})
    else:
        terminal.show([Line(invocation.say("graph.imported", count=made))])
    return 0


def _entity(invocation: Invocation, entity: Entity) -> Iterator[Line]:
    words = invocation.say(
        "graph.entity",
        name=entity.name,
        type=invocation.say(f"graph.type.{entity.type}"),
        supports=entity.supports,
    )
    yield from (Line(line, "bold") for line in wrap(words, terminal.page_width()))


def _edges(invocation: Invocation, edges: Iterable[Edge], names: Mapping[str, Entity]) -> Iterator[Line]:
    width = terminal.page_width()
    for edge in edges:
        relation = edge.relation
        predicate = invocation.say(f"graph.predicate.{relation.predicate}")
        told = f"{names[relation.subject].name} — {predicate} → {names[relation.object].name}"
        denied = invocation.say("graph.denied", count=edge.negated) if edge.negated else ""
        yield from (Line(line, "bold") for line in wrap(f"{told} ({edge.affirmed}){denied}", width, "  "))
        for one, citation in list(edge.evidence)[:_SHOWN]:
            form = cited_document_json(citation.document)
            place = source_words(form, locator_json(citation.locator), invocation.language)
            doubt = invocation.say("graph.uncertain") if one.certainty == "uncertain" else ""
            yield from (Line(line) for line in wrap(f"“{citation.quote}”{doubt}", width, "      "))
            yield from (Line(line, "dim") for line in wrap(place, width, "      "))
