"""BM25 and nearest vectors of a made corpus, computed whole in numpy, to check the database's."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from evimed.records import Scope
from made.corpus import PER_DOCUMENT, Corpus, class_of

K1, B = 1.2, 0.75


class Reference:
    """Counts of the words of ``queries`` in every passage, and the passages' lengths and classes."""

    def __init__(self, corpus: Corpus, queries: Sequence[Sequence[int]]) -> None:
        # Words whose terms have the same hash are one term.
        wanted = np.unique(corpus.terms[sorted({rank for ranks in queries for rank in ranks})])
        self._row = {int(term): row for row, term in enumerate(wanted)}
        place = np.searchsorted(wanted, corpus.terms)
        place[wanted[np.minimum(place, len(wanted) - 1)] != corpus.terms] = -1
        self._term = corpus.terms
        self._tf = np.zeros((len(wanted), corpus.passages), dtype=np.uint8)
        self._lengths = np.zeros(corpus.passages)
        self._classes = np.repeat([class_of(number) for number in range(corpus.documents)], PER_DOCUMENT)[
            : corpus.passages
        ]
        at = 0
        for number in range(corpus.documents):
            for ranks in corpus.ranks(number):
                rows = place[ranks]
                found, counts = np.unique(rows[rows >= 0], return_counts=True)
                self._tf[found, at] = counts
                self._lengths[at] = len(ranks)
                at += 1

    def scores(self, ranks: Sequence[int], scope: Scope) -> NDArray[np.float64]:
        """BM25 in Lucene's form over what ``scope`` sees; minus one for the rest."""
        seen = np.isin(self._classes, list(scope.classes))
        total, average = int(seen.sum()), float(self._lengths[seen].mean())
        norm = K1 * (1 - B + B * self._lengths / average)
        out = np.zeros(len(self._lengths))
        for term in set(self._term[ranks].tolist()):
            tf = self._tf[self._row[term]].astype(np.float64)
            df = int((tf[seen] > 0).sum())
            if df:
                out += np.log(1 + (total - df + 0.5) / (df + 0.5)) * tf / (tf + norm)
        out[~seen] = -1
        return out

    def agrees(
        self, ranks: Sequence[int], scope: Scope, found: Sequence[tuple[str, float]], want: int
    ) -> bool:
        """Whether ``found`` are the best ``want``: equal scores may stand in any order."""
        scores = self.scores(ranks, scope)
        best = np.sort(scores[scores > 0])[::-1][:want]
        if len(found) != len(best):
            return False
        own = np.array([scores[_place(key)] for key, _ in found])
        told = np.array([score for _, score in found])
        return bool(np.allclose(told, best, atol=1e-3) and np.allclose(own, told, atol=1e-3))

    def nearest(
        self, vectors: NDArray[np.float32], query: NDArray[np.float32], scope: Scope, want: int
    ) -> set[str]:
        """Ids of the passages with the largest inner products."""
        products = vectors @ query
        products[~np.isin(self._classes, list(scope.classes))] = -2
        return {_id(place) for place in np.argsort(-products)[:want].tolist()}


def _id(place: int) -> str:
    return f"d{place // PER_DOCUMENT:012x}:{place % PER_DOCUMENT}"


def _place(identity: str) -> int:
    document, _, ordinal = identity.partition(":")
    return int(document[1:], 16) * PER_DOCUMENT + int(ordinal)
