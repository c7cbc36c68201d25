"""Vectors of passages and of their sentences: made in the background, searched by inner product."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from psycopg import sql

from evimed.ports import Vectors
from evimed.records import Passage
from evimed.store.database import Database, Transaction
from evimed.store.queries import query
from evimed.store.remembered import each_once, once
from evimed.store.rows import passage_of

INDEXED_FROM = 20_000  # an exact scan of fewer rows takes about 10 ms
_MOST_MEGABYTES = 4096
_BUILD_LOCK = 0x48_4E_53_57  # "HNSW"


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """The vector of a passage, shape ``(d,)``, and those of its sentences, shape ``(n, d)``; unit length."""

    passage_id: str
    vector: NDArray[np.float32]
    sentences: Vectors


def pending_vectors(tx: Transaction, library: str, stamp: str, limit: int = 32) -> list[Passage]:
    """Passages that have no vector of ``stamp`` yet and that no other worker has in hand.

    They stay in this worker's hand until the transaction ends: put their vectors in the same one. A worker
    that dies gives them back. Deleting one of their documents waits for that end, so keep ``limit`` small.
    """
    rows = tx.run("vector_pending", library=library, stamp=stamp, limit=limit).fetchall()
    return [passage_of(row) for row in rows]


def put_vectors(tx: Transaction, library: str, stamp: str, vectors: Sequence[PassageVectors]) -> int:
    """Add vectors; passages that are gone or have one already are left out. Returns how many were added."""
    done = tx.run(
        "vector_put",
        library=library,
        stamp=stamp,
        ids=[item.passage_id for item in vectors],
        vectors=[_text(item.vector) for item in vectors],
        sentences=[np.asarray(item.sentences, dtype="<f2").tobytes() for item in vectors],
    )
    return done.rowcount


def dense(
    tx: Transaction,
    library: str,
    stamp: str,
    vector: NDArray[np.float32],
    want: int,
    language: str | None = None,
) -> list[tuple[str, float]]:
    """The nearest passages to a unit vector.

    Returns
    -------
    list of (passage id, inner product), best first.
    """

    def ask() -> list[tuple[str, float]]:
        found = tx.run(
            "vector_search", library=library, stamp=stamp, vector=_text(vector), want=want, language=language
        )
        return [(passage_id, float(score)) for passage_id, score in found.fetchall()]

    return list(once(tx, ("dense", library, stamp, vector.tobytes(), want, language), ask))


def sentence_vectors(tx: Transaction, library: str, stamp: str, ids: Sequence[str]) -> dict[str, Vectors]:
    """Vectors of the sentences of each passage, shape ``(sentences, d)``; passages without are left out."""

    def ask(missing: Sequence[str]) -> dict[str, Vectors]:
        rows = tx.run("vector_sentences", library=library, stamp=stamp, ids=list(missing)).fetchall()
        return {
            passage_id: np.frombuffer(raw, dtype="<f2").astype(np.float32).reshape(-1, dimensions)
            for passage_id, dimensions, raw in rows
        }

    return each_once(tx, ("sentences", library, stamp), ids, ask)


def vector_progress(tx: Transaction, library: str, stamp: str) -> tuple[int, int]:
    """How many passages have a vector of ``stamp``, and how many there are."""
    done, total = tx.run("vector_progress", library=library, stamp=stamp).fetchone() or (0, 0)
    return int(done), int(total)


def ensure_vector_index(database: Database, stamp: str, *, rows: int = INDEXED_FROM) -> bool:
    """Build the HNSW index of an embedder once it has ``rows`` vectors; whether it is there.

    Reading and writing go on meanwhile. A build that was broken off is begun anew; one that another
    process is at is left to it.
    """
    with database.administration() as connection:
        stamps = {row[0]: row[1:] for row in connection.execute(query("vector_stamps")).fetchall()}
        if stamp not in stamps:
            return False
        dimensions, count, name, valid = stamps[stamp]
        if valid or count < rows:
            return bool(valid)
        locked = connection.execute("select pg_try_advisory_lock(%s)", (_BUILD_LOCK,)).fetchone()
        if locked is None or not locked[0]:
            return False
        index = sql.Identifier("evimed", name)
        if valid is not None:
            connection.execute(sql.SQL("drop index concurrently if exists {}").format(index))
        connection.execute(query("vector_memory"), {"megabytes": _build_megabytes(count, dimensions)})
        connection.execute(
            sql.SQL(
                "create index concurrently {} on evimed.passage_vector"
                " using hnsw ((vector::halfvec({})) halfvec_ip_ops) where stamp = {}"
            ).format(sql.Identifier(name), sql.Literal(dimensions), sql.Literal(stamp))
        )
        return True


def _build_megabytes(count: int, dimensions: int) -> int:
    """Memory that holds the whole graph: a build that has to go on in the file takes many times longer."""
    each = 2 * dimensions + 512  # the vector, and 2 x 16 neighbours with what is above them
    return max(256, min(count * each * 5 // 4 // 2**20, _MOST_MEGABYTES))


def drop_unused_indexes(database: Database) -> int:
    """Drop the HNSW indexes of embedders that have no vectors any more, in any tenant; how many."""
    with database.administration() as connection:
        names = [name for (name,) in connection.execute(query("vector_indexes_unused")).fetchall()]
        for name in names:
            index = sql.Identifier("evimed", name)
            connection.execute(sql.SQL("drop index concurrently if exists {}").format(index))
    return len(names)


def _text(vector: NDArray[np.float32]) -> str:
    return "[" + ",".join(f"{value:.6g}" for value in vector.tolist()) + "]"
