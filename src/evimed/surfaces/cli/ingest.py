"""``evimed ingest``: documents in; searchable by words at once, by meaning when their vectors are made."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len

from evimed.json_forms import outcome_json
from evimed.records import IngestOutcome
from evimed.surfaces.cli import terminal
from evimed.surfaces.cli.graph import read_documents
from evimed.surfaces.cli.invocation import Invocation, open_library, utf8
from evimed.surfaces.cli.places import path_words
from evimed.surfaces.cli.progress import bar
from evimed.surfaces.cli.terminal import Line
from evimed.surfaces.cli.wrap import wrap

if TYPE_CHECKING:
    from evimed.govern.session import IngestEvent, Session

_MOST_ROWS = 40  # of documents that went well; those that did not are all shown
_STATUSES = ("done", "new_version", "unchanged", "quarantined")
_STATUS_STYLE = {"quarantined": "red", "unchanged": "dim"}


def ingest(
    invocation: Invocation,
    paths: Sequence[str],
    library: str | None,
    *,
    engine: str,
    wait: bool,
    only_vectors: bool,
) -> int:
    """Take in ``paths``; 1 if every document there was had to be set aside.

    One bad document among good ones does not fail the run: the table tells it, with reason and remedy.
    """
    wanted = [utf8(path, "PATH") for path in paths]
    with open_library(invocation, library) as (session, where):
        outcomes = [] if only_vectors else take_in(invocation, session, wanted, where, engine)
        if not invocation.as_json and not only_vectors:
            terminal.show(table(invocation, outcomes, terminal.page_width()))
            sys.stdout.flush()
        made = make_vectors(invocation, session, where) if wait else 0
        read = read_documents(invocation, session, where) if wait else 0
    if invocation.as_json:
        terminal.show_json(
            {
                "library": where,
                "outcomes": [outcome_json(outcome, invocation.language) for outcome in outcomes],
                "totals": _totals(outcomes),
                "vectors": {"made": made, "waited": wait},
                "graph": {"read": read, "waited": wait},
            }
        )
    elif wait:
        terminal.show([Line(invocation.say("ingest.vectors_made", count=made), "dim")])
    else:
        later = invocation.say("ingest.later", options=invocation.options(library))
        terminal.show([Line(line, "dim") for line in wrap(later, terminal.page_width())])
    return 1 if outcomes and all(outcome.status == "quarantined" for outcome in outcomes) else 0


def take_in(
    invocation: Invocation, session: Session, paths: Sequence[str], library: str, engine: str = "pool"
) -> list[IngestOutcome]:
    """Parse and store, with a progress bar."""
    with bar(invocation.say("ingest.reading")) as show:

        def follow(event: IngestEvent) -> None:
            show(event.done, event.total)

        # Several processes read, so files finish in any order; people look for theirs by name.
        outcomes = session.ingest(paths, library=library, engine=engine, on_event=follow)
        return sorted(outcomes, key=lambda one: one.source)


def make_vectors(invocation: Invocation, session: Session, library: str) -> int:
    """Make the vectors still missing, with a progress bar and the word that nobody need wait for it."""
    told = False
    with bar(invocation.say("ingest.vectors")) as show:

        def follow(event: IngestEvent) -> None:
            nonlocal told
            if not told and event.total:
                terminal.note(invocation.say("ingest.searchable"))
                told = True
            show(event.done, event.total)

        return session.embed_pending(library=library, on_event=follow)


def _totals(outcomes: Sequence[IngestOutcome]) -> dict[str, int]:
    counts = {status: sum(outcome.status == status for outcome in outcomes) for status in _STATUSES}
    return counts | {"passages": sum(outcome.passages for outcome in outcomes)}


def table(invocation: Invocation, outcomes: Sequence[IngestOutcome], width: int) -> Iterator[Line]:
    """Status, passages and source of each; under a quarantined one what is wrong and what mends it."""
    if not outcomes:
        yield Line(invocation.say("ingest.none"), "bold")
        return
    heads = invocation.say("ingest.status"), invocation.say("ingest.passages")
    states = [cell_len(invocation.say(f"ingest.{status}")) for status in _STATUSES]
    columns = max(cell_len(heads[0]), *states), cell_len(heads[1])
    yield Line(f"{_padded(heads, columns)}{invocation.say('ingest.source')}", "bold")
    fine = [outcome for outcome in outcomes if outcome.status != "quarantined"]
    for outcome in fine[:_MOST_ROWS]:
        yield from _row(invocation, outcome, columns, width)
    if len(fine) > _MOST_ROWS:
        rest = fine[_MOST_ROWS:]
        passages = sum(outcome.passages for outcome in rest)
        yield Line(invocation.say("ingest.more", count=len(rest), passages=passages), "dim")
    for outcome in outcomes:
        if outcome.status == "quarantined":
            yield from _row(invocation, outcome, columns, width)
    yield Line()
    words = invocation.say("ingest.totals", **_totals(outcomes))
    yield from (Line(line, "bold") for line in wrap(words, width))


def _row(
    invocation: Invocation, outcome: IngestOutcome, columns: tuple[int, int], width: int
) -> Iterator[Line]:
    passages = "" if outcome.error is not None else str(outcome.passages)
    first = _padded((invocation.say(f"ingest.{outcome.status}"), passages), columns)
    style = _STATUS_STYLE.get(outcome.status, "")
    yield from (Line(line, style) for line in wrap(path_words(outcome.source), width, first))
    notes: list[str] = []
    if outcome.supersedes is not None:
        notes.append(invocation.say("ingest.supersedes", document=outcome.supersedes))
    if outcome.error is not None:
        notes += [outcome.error.message(invocation.language), outcome.error.hint(invocation.language)]
    indent = " " * cell_len(first)
    yield from (Line(line) for told in notes for line in wrap(told, width, indent))


def _padded(words: tuple[str, str], columns: tuple[int, int]) -> str:
    """Two columns by display cells: words to the left, the number to the right."""
    (left, right), (left_cells, right_cells) = words, columns
    return f"{left}{' ' * (left_cells - cell_len(left))}  {' ' * (right_cells - cell_len(right))}{right}  "
