"""The graph walked: an entity by its name, what is around it, how two are connected; every edge quoted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from evimed.errors import InputError, NotFoundError
from evimed.knowledge.entities.folding import fold_places
from evimed.knowledge.entities.recognise import Recogniser
from evimed.knowledge.graph.paths import shortest_paths
from evimed.knowledge.graph.read import lexicon_of
from evimed.records import Citation, Locator, Passage, Span
from evimed.store.database import Transaction
from evimed.store.graph import (
    Entity,
    Evidence,
    Relation,
    documents_by_id,
    entities_of,
    evidence_of,
    find_entities,
    polarity_counts,
    relations_between,
    walk,
)

MOST_HOPS: Final = 4
MOST_NODES: Final = 200
_MOST_EDGES: Final = 400
_MOST_STEPS: Final = 20_000  # rows a walk may follow: bounds the work at entities that everything is tied to
_QUOTES: Final = 3  # an edge


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation with how many places affirm and deny it, and some of them quoted."""

    relation: Relation
    affirmed: int
    negated: int
    evidence: Sequence[tuple[Evidence, Citation]]


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A part of the graph: ``distance`` of each entity from the first; ``truncated`` if there is more."""

    centre: Entity
    entities: Sequence[Entity]
    distance: dict[str, int]
    edges: Sequence[Edge]
    truncated: bool


@dataclass(frozen=True, slots=True)
class Connection:
    """Paths between two entities, the shortest first, each an alternation of entities and edges."""

    start: Entity
    end: Entity
    paths: Sequence[Sequence[Edge]]
    entities: dict[str, Entity]


def find_entity(tx: Transaction, library: str, wanted: str) -> Entity:
    """The entity of that id or name, in either language, if the graph has it.

    Raises
    ------
    NotFoundError
        ``entity_not_found``, naming what begins alike.
    """
    words = " ".join(wanted.split())
    folded = fold_places(words)
    named = [
        one.entity for one in Recogniser(lexicon_of(tx)).recognise(words) if len(one.surface) == len(words)
    ]
    found = find_entities(tx, library, ids=[wanted, *named], folded=folded, limit=6)
    exact = [one for one in found if one.id in {wanted, *named} or fold_places(one.name) == folded]
    if exact:
        return exact[0]
    if len(found) == 1:
        return found[0]
    near = ", ".join(one.name for one in found[:5])
    raise NotFoundError("entity_not_found", name=wanted, library=library, near=near or "–")


def neighbourhood(tx: Transaction, library: str, wanted: str, hops: int = 1) -> Neighbourhood:
    """What is within ``hops`` of an entity.

    Raises
    ------
    InputError
        ``hops_out_of_range``.
    NotFoundError
        ``entity_not_found``.
    """
    _check_hops(hops)
    centre = find_entity(tx, library, wanted)
    distance = walk(tx, library, centre.id, hops=hops, nodes=MOST_NODES + 1, rows=_MOST_STEPS)
    kept = dict(islice(distance.items(), MOST_NODES))
    relations = relations_between(tx, library, list(kept), _MOST_EDGES)
    known = entities_of(tx, library, list(kept))
    return Neighbourhood(
        centre,
        [known[entity] for entity in kept if entity in known],
        kept,
        edges_of(tx, library, relations),
        len(distance) > MOST_NODES or len(relations) == _MOST_EDGES,
    )


def connection(
    tx: Transaction, library: str, one: str, other: str, *, hops: int = 3, most: int = 5
) -> Connection:
    """The shortest paths between two entities, at most ``most``, of at most ``hops`` edges.

    Raises
    ------
    InputError
        ``hops_out_of_range``.
    NotFoundError
        ``entity_not_found``; ``no_path`` if they are not connected so closely.
    """
    _check_hops(hops)
    start, end = find_entity(tx, library, one), find_entity(tx, library, other)
    paths = shortest_paths(tx, library, start.id, end.id, hops=hops, most=most)
    if not paths:
        raise NotFoundError("no_path", one=start.name, other=end.name, hops=hops)
    used = list({relation.id: relation for path in paths for relation in path}.values())
    edges = {edge.relation.id: edge for edge in edges_of(tx, library, used)}
    ends = {entity for relation in used for entity in (relation.subject, relation.object)}
    return Connection(
        start,
        end,
        [[edges[relation.id] for relation in path] for path in paths],
        entities_of(tx, library, [*ends, start.id, end.id]),
    )


def edges_of(tx: Transaction, library: str, relations: Sequence[Relation], each: int = _QUOTES) -> list[Edge]:
    """Relations with their evidence, each quotation with its citation."""
    ids = [relation.id for relation in relations]
    counts = polarity_counts(tx, library, ids)
    evidence = evidence_of(tx, library, ids, each)
    documents = documents_by_id(tx, library, list({one.document_id for one in evidence}))
    by_relation: dict[str, list[tuple[Evidence, Citation]]] = {}
    for one in evidence:
        citation = Citation(one.assertion_id, documents[one.document_id], _locator(one), one.quote)
        by_relation.setdefault(one.relation_id, []).append((one, citation))
    return [
        Edge(relation, *counts.get(relation.id, (0, 0)), by_relation.get(relation.id, []))
        for relation in relations
    ]


def _locator(one: Evidence) -> Locator:
    return sentence_locator(one.passage, one.chars)


def sentence_locator(passage: Passage, chars: Span) -> Locator:
    """Where a sentence of a passage stands."""
    for sentence in passage.sentences:
        if sentence.locator.chars == chars:
            return sentence.locator
    return Locator(chars=chars, section=passage.section)


def _check_hops(hops: int) -> None:
    if not 1 <= hops <= MOST_HOPS:
        raise InputError("hops_out_of_range", hops=hops, valid=f"1–{MOST_HOPS}")
