"""How far the work on each library has come: documents in, vectors made, documents set aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evimed.store.database import Transaction
from evimed.store.runs import RunProgress, runs
from evimed.store.vectors import vector_progress


@dataclass(frozen=True, slots=True)
class LibraryProgress:
    """Counts of one library, as far as the Scope sees; ``vectors`` by the embedder's stamp."""

    library: str
    documents: int
    passages: int
    quarantined: int
    vectors: Mapping[str, int]
    runs: Sequence[RunProgress] = ()  # that take documents in now, or were interrupted


def library_progress(tx: Transaction) -> list[LibraryProgress]:
    """Progress of each library of the tenant, by name."""
    rows = tx.run("library_progress").fetchall()
    current = runs(tx)
    return [
        LibraryProgress(
            name,
            documents,
            passages,
            quarantined,
            vector_generations(tx, name),
            [run for run in current if run.library == name],
        )
        for name, documents, passages, quarantined in rows
    ]


def vector_generations(tx: Transaction, library: str) -> dict[str, int]:
    """How many vectors of each embedder there are: more than one stamp while a library changes embedders."""
    return {stamp: int(count) for stamp, count in tx.run("vector_generations", library=library).fetchall()}


def vectors_in_use(tx: Transaction, library: str) -> str | None:
    """The stamp whose vectors were last complete; None before any were."""
    row = tx.run("vector_stamp", library=library).fetchone()
    return row[0] if row is not None else None


def adopt_vectors(tx: Transaction, library: str, stamp: str) -> int:
    """Use the vectors of ``stamp`` and delete all others, if every passage has one; how many went.

    In one transaction: a question sees the old generation whole or the new one, never both.
    """
    done, total = vector_progress(tx, library, stamp)
    if done < total or not total:
        return 0
    tx.run("vector_adopt", library=library, stamp=stamp)
    return tx.run("vector_retire", library=library, stamp=stamp).rowcount
