"""Walks and paths on a graph of 100,000 relations, each with its quotations.

    python benchmarks/graph_queries.py [--relations N] [--questions N]

Made documents, whose sentences are made to state relations between entities drawn as words are drawn: few
are in very many relations, most in one or two. Asked by id, as a page does; entities drawn evenly from
those of three relations and more. A path is asked between the ends of two or three relations that follow
one another, between two of the thirty most tied entities, from one of those to what is in one relation, and
between two of the latter. The home lies in memory.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from access import LIBRARY, opened, take_in, write_library
from evimed.errors import NotFoundError
from evimed.knowledge.graph import explore
from evimed.knowledge.graph.read import relation_id
from evimed.records import Passage, Scope
from evimed.store.database import Database, Transaction
from evimed.store.documents import document_passages, list_documents
from evimed.store.graph import AssertionRow, Entity, Reading, put_reading

DOCUMENTS = 40
_MEMORY = next(folder for folder in ("/dev/shm", "/tmp") if Path(folder).is_dir())  # noqa: S108  -- a random name in it
_KINDS = ("drug", "condition", "gene")
_PREDICATES = ("causes", "treats", "interacts", "contraindicated")


def make(database: Database, relations: int, rng: random.Random) -> list[tuple[str, str]]:
    """Fill the graph; the ends of its relations."""
    entities = [
        Entity(f"e{number:06d}", _KINDS[number % 3], f"thing {number}", f"thing {number}", None)
        for number in range(relations // 3)
    ]
    scope = Scope.local()
    with database.transaction(scope) as tx:
        documents = [one.id for one in list_documents(tx, LIBRARY)]
    edges: dict[tuple[str, str], None] = {}
    for document in documents:
        with database.transaction(scope) as tx:
            passages = document_passages(tx, LIBRARY, document)
            rows: list[AssertionRow] = []
            used: dict[str, Entity] = {}
            while len(rows) < relations // len(documents):
                one, other = (entities[int(len(entities) * rng.random() ** 2.5)] for _ in range(2))
                if one.id == other.id or (one.id, other.id) in edges:
                    continue
                edges[one.id, other.id] = None
                used |= {one.id: one, other.id: other}
                rows.append(_row(document, rng.choice(passages), one, other, rng, len(rows)))
            put_reading(tx, LIBRARY, Reading(document, "bench", tuple(used.values()), [], rows, {}))
    return list(edges)


def _row(
    document: str, passage: Passage, one: Entity, other: Entity, rng: random.Random, number: int
) -> AssertionRow:
    predicate = rng.choice(_PREDICATES)
    sentence = rng.choice(passage.sentences).locator.chars
    return AssertionRow(
        f"a{document}{number}", relation_id(one.id, predicate, other.id), one.id, predicate, other.id,
        passage.id, *sentence, None, None, None, None, "affirmed", "stated", None, "bench",
    )  # fmt: skip


def spread(database: Database, asked: Sequence[Callable[[Transaction], object]]) -> dict[str, float]:
    """Median, 95th percentile and most, in milliseconds; the first five do not count."""
    times: list[float] = []
    for ask in asked:
        begun = time.perf_counter()
        with database.transaction(Scope.local()) as tx:
            ask(tx)
        times.append(1000 * (time.perf_counter() - begun))
    cuts = statistics.quantiles(times[5:], n=20)
    return {"p50": round(cuts[9], 1), "p95": round(cuts[18], 1), "most": round(max(times[5:]), 1)}


def around(tx: Transaction, start: str, hops: int) -> object:
    """What is near."""
    return explore.neighbourhood(tx, LIBRARY, start, hops)


def connected(tx: Transaction, one: str, other: str, hops: int = 3) -> object:
    """How two are connected; nothing where they are not."""
    try:
        return explore.connection(tx, LIBRARY, one, other, hops=hops)
    except NotFoundError:
        return None


def far(beside: dict[str, list[str]], known: list[str], start: str, steps: int, rng: random.Random) -> str:
    """Where some steps from an entity lead."""
    at = start
    for _ in range(steps):
        at = rng.choice(beside[at])
    return at if at != start else rng.choice(known)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--relations", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=25)
    given = parser.parse_args()
    rng = random.Random(11)  # noqa: S311  -- the same graph each time
    with tempfile.TemporaryDirectory(prefix="evimed-graph-", dir=_MEMORY) as place:
        write_library(Path(place) / "library", DOCUMENTS)
        with opened(Path(place) / "home") as (database, settings):
            take_in(database, settings, Scope.local(), Path(place) / "library")
            begun = time.perf_counter()
            edges = make(database, given.relations, rng)
            made = time.perf_counter() - begun
            beside: dict[str, list[str]] = {}
            for one, other in edges:
                beside.setdefault(one, []).append(other)
                beside.setdefault(other, []).append(one)
            known = [entity for entity, others in sorted(beside.items()) if len(others) >= 3]
            starts = [rng.choice(known) for _ in range(given.questions + 5)]
            ends = [far(beside, known, start, 2 + at % 2, rng) for at, start in enumerate(starts)]
            hubs = sorted(beside, key=lambda entity: -len(beside[entity]))[:30]
            seldom = [entity for entity, others in sorted(beside.items()) if len(others) == 1]
            asked = {
                "": list(zip(starts, ends, strict=True)),
                ", between hubs": [(rng.choice(hubs[:15]), rng.choice(hubs[15:])) for _ in starts],
                ", from a hub to what is in one relation": [
                    (rng.choice(hubs), rng.choice(seldom)) for _ in starts
                ],
                ", between two in one relation each": [tuple(rng.sample(seldom, 2)) for _ in starts],
            }

            out = {
                "load": round(os.getloadavg()[0], 1),
                "relations": len(edges),
                "entities": len(beside),
                "most relations of one": max(len(others) for others in beside.values()),
                "made in, s": round(made),
                "ms": {
                    f"within {hops} step{'s' if hops > 1 else ''}": spread(
                        database,
                        [partial(around, start=start, hops=hops) for start in starts],
                    )
                    for hops in (1, 2, 3)
                }
                | {
                    f"paths of at most {hops}{name}": spread(
                        database,
                        [partial(connected, one=one, other=other, hops=hops) for one, other in pairs],
                    )
                    for hops in (3, 4)
                    for name, pairs in asked.items()
                },
            }
    print(json.dumps(out, indent=1))


if __name__ == "__main__":
    main()
