"""Guides: their recommendations as rows, and the conflicts between them.

A recommendation goes with its passage, a conflict with either of its recommendations; row security shows a
conflict only to those who may read both.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evimed.records import Document, Grade, Measured, Part, Recommendation
from evimed.store.database import Transaction
from evimed.store.rows import document_of


@dataclass(frozen=True, slots=True)
class NewGuide:
    """What is kept of a document that recommends."""

    body: str
    abbreviations: Mapping[str, str]
    recommendations: Sequence[Recommendation]


@dataclass(frozen=True, slots=True)
class StoredGuide:
    """A guide with its document; ``numbers`` are those of its recommendations, in the same order.

    ``compared``: the permission classes of guides that it has been compared with; ``acl`` is its own.
    """

    document: Document
    body: str
    abbreviations: Mapping[str, str]
    recommendations: tuple[Recommendation, ...]
    numbers: tuple[int, ...]
    acl: int
    compared: frozenset[int]

    def was_compared_with(self, other: StoredGuide) -> bool:
        """Whether somebody who may see both has had them compared."""
        return other.acl in self.compared and self.acl in other.compared


@dataclass(frozen=True, slots=True)
class StoredConflict:
    """Two recommendations, by document and number, and in what they differ."""

    attribute: str
    record: Mapping[str, Any]
    first: tuple[str, int]
    second: tuple[str, int]


def put_guide(tx: Transaction, library: str, document_id: str, acl: int, guide: NewGuide) -> None:
    """Keep the recommendations of a document that is in already."""
    values = {"library": library, "id": document_id, "acl": acl}
    tx.run(
        "guide_insert",
        **values,
        body=guide.body,
        abbreviations=json.dumps(dict(guide.abbreviations), ensure_ascii=False),
    )
    records = guide.recommendations
    tx.run(
        "recommendation_insert",
        **values,
        numbers=list(range(len(records))),
        starts=[one.chars[0] for one in records],
        ends=[one.chars[1] for one in records],
        directions=[one.direction for one in records],
        records=[json.dumps(_encode(one), ensure_ascii=False) for one in records],
    )


def waiting_guides(tx: Transaction, library: str) -> list[str]:
    """Documents whose recommendations have not been compared with all that this Scope sees."""
    classes = sorted(tx.scope.classes)
    return [id_ for (id_,) in tx.run("guide_waiting", library=library, classes=classes).fetchall()]


def list_guides(tx: Transaction, library: str) -> list[StoredGuide]:
    """All guides of a library."""
    records: dict[str, list[tuple[int, Recommendation]]] = {}
    for row in tx.run("recommendation_list", library=library, ids=None).fetchall():
        records.setdefault(row[0], []).append((row[1], _decode(row)))
    return [
        StoredGuide(
            document_of(row[5:]),
            row[1],
            row[2],
            tuple(one for _, one in records.get(row[0], ())),
            tuple(number for number, _ in records.get(row[0], ())),
            row[3],
            frozenset(row[4]),
        )
        for row in tx.run("guide_list", library=library).fetchall()
    ]


def recommendations_of(
    tx: Transaction, library: str, document_ids: Sequence[str]
) -> dict[tuple[str, int], Recommendation]:
    """Recommendations of some documents, by document and number."""
    rows = tx.run("recommendation_list", library=library, ids=list(document_ids)).fetchall()
    return {(row[0], row[1]): _decode(row) for row in rows}


def mark_compared(tx: Transaction, library: str, document_ids: Sequence[str]) -> None:
    """Say that these have been compared with all that this Scope sees."""
    tx.run("guide_compared", library=library, ids=list(document_ids), classes=sorted(tx.scope.classes))


def put_conflict(tx: Transaction, library: str, conflict: StoredConflict) -> None:
    """Keep a conflict; one that is known is left as it is."""
    tx.run(
        "conflict_insert",
        library=library,
        attribute=conflict.attribute,
        first=conflict.first[0],
        first_number=conflict.first[1],
        second=conflict.second[0],
        second_number=conflict.second[1],
        record=json.dumps(dict(conflict.record), ensure_ascii=False),
    )


def list_conflicts(
    tx: Transaction, library: str, document_ids: Sequence[str] | None = None
) -> list[StoredConflict]:
    """The conflicts of a library; with ``document_ids`` those that touch one of them."""
    ids = None if document_ids is None else list(document_ids)
    return [
        StoredConflict(row[0], row[1], (row[2], row[3]), (row[4], row[5]))
        for row in tx.run("conflict_list", library=library, ids=ids).fetchall()
    ]


def _encode(one: Recommendation) -> dict[str, object]:
    """Only what it has."""
    out: dict[str, object] = {
        "text": one.text,
        "weight": one.weight,
        "body": one.body,
        "heading": one.heading,
    }
    out["section"] = one.section
    if one.strength is not None:
        out["strength"] = [one.strength.scheme, one.strength.value]
    if one.supersedes is not None:
        out["supersedes"] = one.supersedes
    if one.aside:
        out["aside"] = True
    for name in ("population", "intervention", "comparator", "outcome"):
        part: Part | None = getattr(one, name)
        if part is not None:
            out[name] = [part.text, *part.chars]
    if one.numbers:
        out["numbers"] = [[n.kind, n.name, n.relation, n.low, n.high, n.unit, *n.chars] for n in one.numbers]
    return out


def _decode(row: tuple[Any, ...]) -> Recommendation:
    _, _, _, start, end, direction, record = row

    def part(name: str) -> Part | None:
        value = record.get(name)
        return Part(value[0], (value[1], value[2])) if value is not None else None

    strength = record.get("strength")
    return Recommendation(
        chars=(start, end),
        text=record["text"],
        direction=direction,
        strength=Grade(*strength) if strength is not None else None,
        weight=record["weight"],
        body=record["body"],
        heading=record["heading"],
        section=tuple(record["section"]),
        population=part("population"),
        intervention=part("intervention"),
        comparator=part("comparator"),
        outcome=part("outcome"),
        numbers=tuple(
            Measured(kind, name, low, high, unit, (first, last), relation)
            for kind, name, relation, low, high, unit, first, last in record.get("numbers", ())
        ),
        supersedes=record.get("supersedes"),
        aside=record.get("aside", False),
    )
