"""Candidates of a search measured alike, and the measures put together as a weighted sum.

A rank says that a passage is better than the next, not by how much; so the measures themselves are added
(a convex combination of normalised scores), which needs every measure of every candidate, whichever of the
rankings found it. Each is read from 0, an ordinary candidate, to 1, the best of this question.

References
----------
Bruch, Gai, Ingber. An analysis of fusion functions for hybrid retrieval. ACM TOIS 42(1), 2023.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evimed.ports import Vectors
from evimed.store.candidates import TermCounts
from evimed.store.weights import K1, B

MEASURES = ("words", "rarest", "other_words", "across", "passage", "sentence")
Rows = NDArray[np.float64]

_FLOOR = 50  # the place whose similarity counts as ordinary
_RARE = 0.75  # of the weight of the rarest word: as good as the rarest
# Two languages lie apart: an e5 vector is this much nearer to an equally good passage in its own language.
_LANGUAGE_GAP = 0.04


@dataclass(frozen=True, slots=True)
class Asked:
    """Terms of a question with their inverse passage frequencies; those that no passage holds are absent."""

    language: str
    own: Mapping[int, float]  # its own words
    others: Mapping[int, float]  # synonyms, and words of the other language
    named: Mapping[int, float]  # other names of what it names: count as its words, half


def measure(
    asked: Asked,
    ids: Sequence[str],
    terms: Mapping[str, TermCounts],
    average: float,
    products: Mapping[str, float],
    sentences: Mapping[str, Vectors],
    query: Vectors | None,
) -> Rows:
    """Measures of all candidates.

    Parameters
    ----------
    asked
        The question's terms.
    ids
        Candidates, each once; all of them stand in ``terms``.
    terms, products, sentences
        Per candidate: counts of the question's terms; inner product of its vector with that of the question;
        vectors of its sentences. Those without vectors are absent from the last two.
    average
        Tokens of an average passage.
    query
        Vector of the question.

    Returns
    -------
    array of shape ``(len(ids), len(MEASURES))``
        ``words``: BM25, as a share of the best; ``rarest``: share held of the question's own rarest words;
        ``other_words``, ``across``: BM25 by synonyms, and by translation where the passage is in the other
        language than the question, as a share of the best; ``passage``, ``sentence``: similarity of the
        passage, and of the most similar of its sentences, 0 at the fiftieth candidate and 1 at the best.
    """
    found = [terms[id_] for id_ in ids]
    same = np.array([passage.language == asked.language for passage in found])
    words = _share([_bm25(passage, asked.own, average) for passage in found])
    rarest = np.array([_rarest(passage, asked.own) for passage in found])
    if asked.named:
        every = {**asked.own, **asked.named}
        words = (words + _share([_bm25(passage, every, average) for passage in found])) / 2
    others = _share([_bm25(passage, asked.others, average) for passage in found])
    nearest = [_nearest(sentences.get(id_), query) for id_ in ids]
    return np.column_stack(
        [
            words,
            rarest,
            np.where(same, others, 0.0),
            np.where(same, 0.0, others),
            _above_ordinary([products.get(id_, np.nan) for id_ in ids], same),
            _above_ordinary(nearest, same),
        ]
    )


def combine(rows: Rows, weights: Mapping[str, float]) -> NDArray[np.float64]:
    """Weighted sums of measures, shape ``(n,)``."""
    return np.asarray(rows @ np.array([weights[name] for name in MEASURES]), dtype=np.float64)


def _bm25(passage: TermCounts, weights: Mapping[int, float], average: float) -> float:
    """BM25 as ``store.weights`` and the search functions of the database have it."""
    norm = K1 * (1 - B + B * passage.length / average) if average else K1
    return sum(
        weights[term] * count / (count + norm) for term, count in passage.counts.items() if term in weights
    )


def _rarest(passage: TermCounts, weights: Mapping[int, float]) -> float:
    """Share of the rarest words that the passage holds."""
    bound = _RARE * max(weights.values(), default=0.0)
    rare = [term for term, idf in weights.items() if idf >= bound]
    return sum(term in passage.counts for term in rare) / len(rare) if rare else 0.0


def _share(scores: Sequence[float]) -> NDArray[np.float64]:
    values = np.array(scores, dtype=np.float64)
    return values / (values.max(initial=0.0) or 1.0)


def _nearest(sentences: Vectors | None, query: Vectors | None) -> float:
    if sentences is None or query is None or not len(sentences):
        return float("nan")
    return float(np.max(sentences @ query))


def _above_ordinary(similarities: Sequence[float], same: NDArray[np.bool_]) -> NDArray[np.float64]:
    """0 at the ordinary similarity, 1 at the best; what has no vector yet is ordinary."""
    values = np.array(similarities, dtype=np.float64) + np.where(same, 0.0, _LANGUAGE_GAP)
    known = np.sort(values[~np.isnan(values)])[::-1]
    if not len(known) or known[0] - known[-1] < 1e-9:
        return np.zeros(len(values))
    best, ordinary = known[0], known[min(_FLOOR, len(known)) - 1]
    return np.nan_to_num((values - ordinary) / max(best - ordinary, 1e-9), nan=0.0)
