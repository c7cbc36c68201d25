"""The shortest paths of small graphs are those that trying everything finds, in the same order."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evimed.knowledge.graph import paths
from evimed.knowledge.graph.paths import shortest_paths
from evimed.knowledge.graph.read import relation_id
from evimed.records import Document, Locator, Passage, Scope, Sentence
from evimed.store.database import Database
from evimed.store.documents import IndexedPassage, NewDocument, put_document
from evimed.store.graph import AssertionRow, Entity, Reading, put_reading

LIBRARY = "default"
ALL = Scope("local", "local", frozenset({0, 1}))
OPEN = Scope("local", "local", frozenset({0}))
NODES = "abcdef"
EDGES = st.lists(
    st.tuples(
        st.sampled_from(NODES),
        st.sampled_from(["causes", "treats"]),
        st.sampled_from(NODES),
        st.integers(1, 3),
    ),
    max_size=14,
    unique_by=lambda edge: edge[:3],
)
Edges = list[tuple[str, str, str, int]]


def put(database: Database, document: str, acl: int, edges: Edges) -> None:
    """A document in whose one sentence all these relations stand, each so often."""
    passage = Passage(f"{document}:0", document, 0, (), "x", (0, 1), (Sentence("x", Locator((0, 1))),), "en")
    card = Document(
        document,
        LIBRARY,
        document,
        f"/{document}",
        "article",
        "en",
        "0" * 64,
        1,
        "text/plain",
        "s",
        characters=1,
    )
    rows = [
        AssertionRow(
            f"{document}{number}.{turn}", relation_id(one, predicate, other), one, predicate, other,
            passage.id, 0, 1, None, None, None, None, "affirmed", "stated", None, "test",
        )
        for number, (one, predicate, other, times) in enumerate(edges)
        for turn in range(times)
    ]  # fmt: skip
    used = {end for edge in edges for end in (edge[0], edge[2])}
    entities = [Entity(one, "drug", one, one, None) for one in sorted(used)]
    with database.transaction(ALL) as tx:
        put_document(tx, NewDocument(card, "x", (IndexedPassage(passage, (1,), (1,), 1),), acl))
        put_reading(tx, LIBRARY, Reading(document, "test", entities, [], rows, {}))


def tried(edges: Edges, start: str, end: str, hops: int) -> list[tuple[str, ...]]:
    """All simple paths as ids of relations, by length, then by the ranks of their edges."""
    counts: dict[str, int] = {}
    ends: dict[str, tuple[str, str]] = {}
    for one, predicate, other, times in edges:
        id_ = relation_id(one, predicate, other)
        counts[id_] = counts.get(id_, 0) + times
        ends[id_] = (one, other)
    ranked = sorted(counts, key=lambda id_: (-counts[id_], id_))
    found: list[tuple[str, ...]] = []
    for length in range(1, hops + 1):
        found += [
            way for way in product(ranked, repeat=length) if simple([ends[id_] for id_ in way], start, end)
        ]
    return found


def simple(way: list[tuple[str, str]], start: str, end: str) -> bool:
    """Whether these edges lead from start to end and touch nothing twice."""
    at, seen = start, {start}
    for one, other in way:
        if at not in {one, other}:
            return False
        at = other if at == one else one
        if at in seen:
            return False
        seen.add(at)
    return at == end


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    edges=EDGES, closed=EDGES, few=st.sampled_from([0, 2, 64]), hops=st.integers(1, 3), most=st.integers(1, 6)
)
def test_paths_are_those_of_trying_everything(
    database: Database, edges: Edges, closed: Edges, few: int, hops: int, most: int
) -> None:
    with database.administration() as connection:
        connection.execute("delete from evimed.tenant")
    put(database, "doc-open", 0, edges)
    put(database, "doc-closed", 1, closed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "_FEW", few)
        patch.setattr(paths, "_FIRST_BATCH", 1)
        for scope, seen in ((ALL, edges + closed), (OPEN, edges)):
            with database.transaction(scope) as tx:
                for one, other in (("a", "b"), ("c", "a"), ("a", "a")):
                    found = shortest_paths(tx, LIBRARY, one, other, hops=hops, most=most)
                    expected = tried(seen, one, other, hops)[:most] if one != other else []
                    assert [tuple(edge.id for edge in path) for path in found] == expected


LONG = st.lists(
    st.tuples(st.sampled_from("abcde"), st.just("causes"), st.sampled_from("abcde"), st.integers(1, 2)),
    min_size=4,
    max_size=8,
    unique_by=lambda edge: edge[:3],
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edges=LONG, few=st.sampled_from([0, 2, 64]))
def test_paths_of_four(database: Database, edges: Edges, few: int) -> None:
    ring: Edges = [(one, "causes", other, 1) for one, other in pairwise("aecdb")]
    with database.administration() as connection:
        connection.execute("delete from evimed.tenant")
    put(database, "doc-open", 0, edges)
    put(database, "doc-ring", 0, ring)  # so that there is at least one
    with pytest.MonkeyPatch.context() as patch, database.transaction(ALL) as tx:
        patch.setattr(paths, "_FEW", few)
        patch.setattr(paths, "_FIRST_BATCH", 1)
        found = shortest_paths(tx, LIBRARY, "a", "b", hops=4, most=1_000)
    assert [tuple(edge.id for edge in path) for path in found] == tried(edges + ring, "a", "b", 4)
