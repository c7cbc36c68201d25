"""What a model was asked for entities, passage by passage, and the places it named that stand in the text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from evimed.store.database import Transaction
from evimed.store.permissions import hold_rules

Outcome = Literal["read", "unreadable"]


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """An entity that a model named: its characters in the document's text, and the type it gave."""

    start: int
    end: int
    type: str


@dataclass(frozen=True, slots=True)
class SecondReading:
    """What came of asking about one passage. Counts of tokens are ``None`` where the endpoint did not say."""

    document_id: str
    passage_id: str
    stamp: str
    outcome: Outcome
    named: int
    found: Sequence[NamedPlace]
    input_tokens: int | None = None
    output_tokens: int | None = None


def waiting_passages(tx: Transaction, library: str, stamp: str, limit: int) -> list[tuple[str, str]]:
    """Document and passage of what ``stamp`` has not been asked about, document by document."""
    rows = tx.run("second_waiting", library=library, stamp=stamp, limit=limit).fetchall()
    return [(document, passage) for document, passage in rows]


def second_progress(tx: Transaction, library: str, stamp: str) -> tuple[int, int, int]:
    """Passages, those that ``stamp`` was asked about, and the letters of those that wait."""
    row = tx.run("second_progress", library=library, stamp=stamp).fetchone() or (0, 0, 0)
    return int(row[0]), int(row[1]), int(row[2])


def put_second_reading(tx: Transaction, library: str, one: SecondReading) -> bool:
    """Keep it, in place of what was kept; the document is to be read anew. False if the passage is gone."""
    hold_rules(tx)
    if tx.run("document_hold", library=library, ids=[one.document_id]).fetchone() is None:
        return False
    found = json.dumps([[place.start, place.end, place.type] for place in one.found])
    made = tx.run(
        "second_put",
        library=library,
        id=one.passage_id,
        stamp=one.stamp,
        outcome=one.outcome,
        named=one.named,
        found=found,
        input=one.input_tokens,
        output=one.output_tokens,
    ).rowcount
    if made and one.found:
        tx.run("reading_stale", library=library, id=one.document_id)
    return bool(made)


def named_places(tx: Transaction, library: str, document_id: str) -> dict[str, list[NamedPlace]]:
    """What models have named in a document, by passage."""
    rows = tx.run("second_of_document", library=library, id=document_id).fetchall()
    return {passage: [NamedPlace(*place) for place in found] for passage, found in rows}


def forget_second_readings(tx: Transaction, library: str) -> int:
    """Forget all of it in a library; its documents are to be read anew. How many passages it was."""
    rows = tx.run("second_forget", library=library).fetchall()
    for document, _ in rows:
        tx.run("reading_stale", library=library, id=document)
    return sum(int(count) for _, count in rows)
