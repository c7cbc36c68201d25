"""Passages: found by their words or by vector, fetched with their documents."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evimed.records import Document, Passage
from evimed.store.database import Transaction
from evimed.store.remembered import each_once, once
from evimed.store.rows import PASSAGE_COLUMNS, document_of, passage_of
from evimed.store.vectors import (
    PassageVectors,
    dense,
    ensure_vector_index,
    pending_vectors,
    put_vectors,
    sentence_vectors,
    vector_progress,
)
from evimed.store.weights import K1, B

__all__ = [
    "PassageVectors",
    "average_length",
    "dense",
    "document_frequencies",
    "documents_holding",
    "ensure_vector_index",
    "entries",
    "fetch",
    "lexical",
    "pending_vectors",
    "put_vectors",
    "sentence_vectors",
    "vector_progress",
]


def document_frequencies(tx: Transaction, library: str, terms: Sequence[int]) -> tuple[int, dict[int, int]]:
    """Number of passages the Scope sees, and in how many of them each term occurs (0 is left out).

    What the Scope does not see is not counted: it cannot move the ranking.
    """

    def ask(missing: Sequence[int]) -> dict[int, int]:
        rows = tx.run("term_frequencies", library=library, terms=list(missing)).fetchall()
        return {int(term): int(df) for term, df in rows}

    return _statistics(tx, library)[0], each_once(tx, ("frequency", library), terms, ask)


def _statistics(tx: Transaction, library: str) -> tuple[int, int]:
    """Passages that the Scope sees, and their tokens."""

    def ask() -> tuple[int, int]:
        passages, length = tx.run("library_statistics", library=library).fetchone() or (0, 0)
        return int(passages), int(length)

    return once(tx, ("statistics", library), ask)


def documents_holding(
    tx: Transaction, library: str, documents: Sequence[str], names: Sequence[Sequence[int]]
) -> set[str]:
    """Those of ``documents`` with a passage that holds all terms of one of ``names``."""
    forms = ["{" + ",".join(map(str, terms)) + "}" for terms in names]
    rows = tx.run("document_holding", library=library, documents=list(documents), names=forms).fetchall()
    return {row[0] for row in rows}


def average_length(tx: Transaction, library: str) -> float:
    """Tokens of an average passage that the Scope sees; 0 without passages."""
    passages, length = _statistics(tx, library)
    return length / passages if passages else 0.0


def lexical(
    tx: Transaction,
    library: str,
    terms: Sequence[int],
    idf: Sequence[float],
    want: int,
) -> list[tuple[str, float]]:
    """The best passages by BM25, exactly.

    Parameters
    ----------
    tx, library
        Where to look.
    terms
        Hashed query terms, unique.
    idf
        Weight of each, above 0, for example ``log(1 + (N - df + 0.5) / (df + 0.5))`` from
        ``document_frequencies``, times its count in the query.
    want
        How many.

    Returns
    -------
    list of (passage id, score), best first, ties by id; without rows that share no term.
    """

    def ask() -> list[tuple[str, float]]:
        found = tx.run(
            "passage_search_lexical",
            library=library,
            terms=list(terms),
            idf=list(idf),
            want=want,
            k1=K1,
            b=B,
        )
        return [(passage_id, float(score)) for passage_id, score in found.fetchall()]

    return list(once(tx, ("lexical", library, tuple(terms), tuple(idf), want), ask))


def entries(tx: Transaction, library: str, documents: Sequence[str], names: Sequence[str]) -> list[str]:
    """Ids of passages under a heading, or with a line, that is a name or the beginning of one, at most sixty.

    Marks and numbers may stand before it in a line: ``甘草``, ``<篇名>甘草``, ``12. 甘草``.
    """
    begun = {name[:size] for name in names for size in range(2, len(name) + 1)}
    if not begun or not documents:
        return []
    line = (
        rf"(^|\n)(<[^>\n]{{1,8}}>|[#*\s\d.、]+)?({'|'.join(map(re.escape, sorted(begun)))})[\s:：。]*(\n|$)"
    )
    rows = tx.run(
        "passage_entries", library=library, documents=list(documents), names=sorted(begun), line=line
    ).fetchall()
    return [id_ for (id_,) in rows]


def fetch(tx: Transaction, library: str, ids: Sequence[str]) -> list[tuple[Passage, Document]]:
    """Passages with their documents, in the order of ``ids``; what is gone or not seen is left out."""

    def ask(missing: Sequence[str]) -> dict[str, tuple[Passage, Document]]:
        rows = tx.run("passage_fetch", library=library, ids=list(missing)).fetchall()
        return {row[0]: (passage_of(row), document_of(row[PASSAGE_COLUMNS:])) for row in rows}

    return list(each_once(tx, ("passage", library), ids, ask).values())
