"""What is measured on the candidates of a search: the same for all of them, whichever ranking found them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evimed.store.database import Transaction
from evimed.store.remembered import each_once


@dataclass(frozen=True, slots=True)
class TermCounts:
    """A passage's length in tokens, its language, and how often the terms asked for occur (0 is left out)."""

    length: int
    language: str
    counts: dict[int, int]


def term_counts(
    tx: Transaction, library: str, ids: Sequence[str], terms: Sequence[int]
) -> dict[str, TermCounts]:
    """Counts of ``terms`` in each of ``ids``; passages that the Scope does not see are left out."""
    rows = tx.run("passage_term_counts", library=library, ids=list(ids), terms=list(terms)).fetchall()
    return {
        passage_id: TermCounts(
            length,
            language,
            {terms[place - 1]: count for place, count in zip(places or (), counts or (), strict=True)},
        )
        for passage_id, length, language, places, counts in rows
    }


def inner_products(
    tx: Transaction, library: str, stamp: str, vector: NDArray[np.float32], ids: Sequence[str]
) -> dict[str, float]:
    """Inner product of ``vector`` with that of each of ``ids``; those without one are left out."""

    def ask(missing: Sequence[str]) -> dict[str, float]:
        rows = tx.run(
            "vector_products", library=library, stamp=stamp, vector=vector.tolist(), ids=list(missing)
        )
        return {passage_id: float(product) for passage_id, product in rows.fetchall()}

    return each_once(tx, ("product", library, stamp, vector.tobytes()), ids, ask)
