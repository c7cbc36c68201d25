"""The graph's rows: entities, mentions, relations, assertions. Counts are kept by the database itself."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from evimed.records import Document, Passage, Span
from evimed.store.database import Transaction
from evimed.store.permissions import hold_rules
from evimed.store.rows import document_of, passage_of

Polarity = Literal["affirmed", "negated"]
Certainty = Literal["stated", "uncertain"]

_CORRECTED = "_corrected"  # among the tags of a reading: what people said of them
IMPORTED = "imported"  # the rule of assertions that a person brought


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing that documents speak of. ``concept`` is ``terminology:code``; None if only rules know it.

    ``supports`` counts the mentions and ends of assertions that the Scope sees.
    """

    id: str
    type: str
    name: str
    folded: str = ""
    concept: str | None = None
    supports: int = 0


@dataclass(frozen=True, slots=True)
class MentionRow:
    """An entity as it stands in a passage; offsets count in the document's text."""

    passage_id: str
    char_start: int
    char_end: int
    entity_id: str
    surface: str
    polarity: Polarity
    certainty: Certainty
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class AssertionRow:
    """One place where a document says that a relation holds, or does not.

    ``char_start`` to ``char_end`` is the sentence, the quotation; an end named by a title or a heading has no
    place of its own there.
    """

    assertion_id: str
    relation_id: str
    subject: str
    predicate: str
    object: str
    passage_id: str
    char_start: int
    char_end: int
    subject_start: int | None
    subject_end: int | None
    object_start: int | None
    object_end: int | None
    polarity: Polarity
    certainty: Certainty
    stated_time: str | None
    rule: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read from one document."""

    document_id: str
    stamp: str
    entities: Sequence[Entity]
    mentions: Sequence[MentionRow]
    assertions: Sequence[AssertionRow]
    tags: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Relation:
    """An edge of the graph; ``assertions`` counts the places that speak of it."""

    id: str
    subject: str
    predicate: str
    object: str
    assertions: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """One assertion as it is shown: its quotation, verbatim, and the passage it stands in."""

    relation_id: str
    assertion_id: str
    polarity: Polarity
    certainty: Certainty
    time: str | None
    rule: str
    chars: Span
    quote: str
    document_id: str
    passage: Passage


def pending_documents(tx: Transaction, library: str, stamp: str) -> list[str]:
    """Ids of the documents that ``stamp`` has not read."""
    return [row[0] for row in tx.run("graph_pending", library=library, stamp=stamp).fetchall()]


def graph_progress(tx: Transaction, library: str, stamp: str) -> tuple[int, int]:
    """How many documents ``stamp`` has read, and how many there are."""
    done, total = tx.run("graph_progress", library=library, stamp=stamp).fetchone() or (0, 0)
    return int(done), int(total)


def put_reading(tx: Transaction, library: str, reading: Reading) -> bool:
    """Put in what was read from a document, in place of what was read before; False if it is gone.

    The document cannot be deleted until the transaction ends.
    """
    document = reading.document_id
    hold_rules(tx)
    if tx.run("document_hold", library=library, ids=[document]).fetchone() is None:
        return False
    acl = (tx.run("document_acl", library=library, id=document).fetchone() or (0,))[0]
    tx.run("graph_lock", library=library)
    tx.run("graph_forget_mentions", library=library, id=document)
    tx.run("graph_forget_assertions", library=library, id=document)
    tx.run("entity_insert", library=library, acl=acl, entities=_json(reading.entities))
    if reading.mentions:
        tx.run("mention_insert", library=library, id=document, acl=acl, mentions=_json(reading.mentions))
    _put_assertions(tx, library, document, acl, reading.assertions)
    tags = json.dumps({name: list(values) for name, values in reading.tags.items()}, ensure_ascii=False)
    tx.run("reading_put", library=library, id=document, acl=acl, stamp=reading.stamp, tags=tags)
    return True


def import_assertions(
    tx: Transaction,
    library: str,
    document_id: str,
    entities: Sequence[Entity],
    assertions: Sequence[AssertionRow],
) -> int:
    """Add assertions that a person brought; how many were not there."""
    hold_rules(tx)
    if tx.run("document_hold", library=library, ids=[document_id]).fetchone() is None:
        return 0
    acl = (tx.run("document_acl", library=library, id=document_id).fetchone() or (0,))[0]
    tx.run("graph_lock", library=library)
    tx.run("entity_insert", library=library, acl=acl, entities=_json(entities))
    return _put_assertions(tx, library, document_id, acl, assertions)


def _put_assertions(
    tx: Transaction, library: str, document: str, acl: int, assertions: Sequence[AssertionRow]
) -> int:
    if not assertions:
        return 0
    rows = _json(assertions)
    return tx.run("assertion_insert", library=library, id=document, acl=acl, assertions=rows).rowcount


def document_tags(tx: Transaction, library: str, document_id: str) -> dict[str, list[str]] | None:
    """The tags of a document; None if it has not been read yet."""
    row = tx.run("reading_tags", library=library, id=document_id).fetchone()
    return (
        {kind: values for kind, values in row[0].items() if kind != _CORRECTED} if row is not None else None
    )


def corrected_tags(
    tx: Transaction, library: str
) -> list[tuple[str, str, str, dict[str, Any], dict[str, Any]]]:
    """The documents whose tags people have corrected: id, title, source, tags as read, corrections."""
    rows = tx.run("reading_corrected", library=library).fetchall()
    return [
        (id_, title, source, {k: v for k, v in tags.items() if k != _CORRECTED}, tags[_CORRECTED])
        for id_, title, source, tags in rows
    ]


def put_correction(tx: Transaction, library: str, document_id: str, corrected: Mapping[str, object]) -> None:
    """Keep what a person has corrected in the tags of a document, in place of what was kept before."""
    tx.run(
        "reading_correct",
        library=library,
        id=document_id,
        corrected=json.dumps(corrected, ensure_ascii=False),
    )


def find_entities(
    tx: Transaction, library: str, *, ids: Sequence[str], folded: str, limit: int
) -> list[Entity]:
    """Entities of these ids, or whose folded name is ``folded`` or begins so; the best first."""
    rows = tx.run(
        "entity_find", library=library, ids=list(ids), folded=folded, prefix=folded or "\x01", limit=limit
    ).fetchall()
    return [_entity(row) for row in rows]


def entities_of(tx: Transaction, library: str, ids: Sequence[str]) -> dict[str, Entity]:
    """Entities by their ids."""
    rows = tx.run("entity_get", library=library, ids=list(ids)).fetchall()
    return {row[0]: _entity(row) for row in rows}


def list_entities(tx: Transaction, library: str) -> list[Entity]:
    """All entities of a library that the Scope sees."""
    return [_entity(row) for row in tx.run("entity_list", library=library).fetchall()]


def walk(tx: Transaction, library: str, start: str, *, hops: int, nodes: int, rows: int) -> dict[str, int]:
    """Entities within ``hops`` of ``start`` with their distance; at most ``nodes``, nearest first.

    ``rows`` bounds the work: how many steps are followed at all.
    """
    found = tx.run("graph_walk", library=library, start=start, hops=hops, nodes=nodes, rows=rows).fetchall()
    return {entity: int(depth) for entity, depth in found}


def relations_between(tx: Transaction, library: str, ids: Sequence[str], limit: int) -> list[Relation]:
    """Relations whose both ends are among ``ids``, the best supported first."""
    rows = tx.run("graph_between", library=library, ids=list(ids), limit=limit).fetchall()
    return [Relation(*row) for row in rows]


def relations_around(tx: Transaction, library: str, ids: Sequence[str], limit: int) -> list[Relation]:
    """Relations that begin or end in one of ``ids``, the best supported first."""
    rows = tx.run("graph_around", library=library, ids=list(ids), limit=limit).fetchall()
    return [Relation(*row) for row in rows]


def relations_across(
    tx: Transaction, library: str, ids: Sequence[str], others: Sequence[str], limit: int
) -> list[Relation]:
    """Relations between one of ``ids`` and one of ``others``, the best supported first.

    All relations of ``ids`` are read for it: give the set that has fewer.
    """
    rows = tx.run("graph_across", library=library, ids=list(ids), others=list(others), limit=limit).fetchall()
    return [Relation(*row) for row in rows]


def step(
    tx: Transaction,
    library: str,
    *,
    predicate: str | None = None,
    subjects: Sequence[str] | None = None,
    objects: Sequence[str] | None = None,
    limit: int,
) -> list[Relation]:
    """Relations with these ends, of one predicate or all, the best supported first."""
    rows = tx.run(
        "graph_step",
        library=library,
        predicate=predicate,
        subjects=None if subjects is None else list(subjects),
        objects=None if objects is None else list(objects),
        limit=limit,
    ).fetchall()
    return [Relation(*row) for row in rows]


def mentioned_in(
    tx: Transaction, library: str, passages: Sequence[str]
) -> dict[str, list[tuple[str, Span, str]]]:
    """What each passage speaks of: entity, its characters in the document, and as it is written there."""
    found: dict[str, list[tuple[str, Span, str]]] = {}
    for passage, entity, start, end, surface in tx.run(
        "graph_mentioned", library=library, ids=list(passages)
    ).fetchall():
        found.setdefault(passage, []).append((entity, (start, end), surface))
    return found


def polarity_counts(tx: Transaction, library: str, ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """How many assertions affirm each relation, and how many deny it."""
    rows = tx.run("graph_polarity", library=library, ids=list(ids)).fetchall()
    return {relation: (int(yes), int(no)) for relation, yes, no in rows}


def evidence_of(tx: Transaction, library: str, ids: Sequence[str], each: int) -> list[Evidence]:
    """Up to ``each`` assertions of every relation, with quotations."""
    rows = tx.run("graph_evidence", library=library, ids=list(ids), each=each).fetchall()
    return [evidence_row(row) for row in rows]


def evidence_row(row: Sequence[Any]) -> Evidence:
    """An assertion from its row: relation, assertion, how it is said, its characters, and its passage."""
    relation, assertion, polarity, certainty, time, rule, start, end, quote, document, *rest = row
    return Evidence(
        relation,
        assertion,
        polarity,
        certainty,
        time,
        rule,
        (start, end),
        quote,
        document,
        passage_of(tuple(rest)),
    )


def documents_by_id(tx: Transaction, library: str, ids: Sequence[str]) -> dict[str, Document]:
    """Documents by their exact ids; those not seen are left out."""
    rows = tx.run("document_cards", library=library, ids=list(ids)).fetchall()
    documents = [document_of(row) for row in rows]
    return {document.id: document for document in documents}


def graph_counts(tx: Transaction, library: str) -> dict[str, int]:
    """Entities, mentions, relations and assertions that the Scope sees."""
    row = tx.run("graph_counts", library=library).fetchone() or (0, 0, 0, 0)
    return dict(zip(("entities", "mentions", "relations", "assertions"), map(int, row), strict=True))


def _entity(row: Sequence[object]) -> Entity:
    id_, kind, name, concept, supports = row
    return Entity(
        str(id_), str(kind), str(name), "", None if concept is None else str(concept), int(str(supports))
    )


def _json(rows: Sequence[Entity] | Sequence[MentionRow] | Sequence[AssertionRow]) -> str:
    return json.dumps([asdict(row) for row in rows], ensure_ascii=False)
