"""nDCG@10, recall@10 and MRR of a run, each with a bootstrap interval.

A run is ``{query id: [document ids, best first]}``. A query that a run does not answer scores 0.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from quality.sets import Query

Run = Mapping[str, Sequence[str]]
DEPTH: Final = 10
_SAMPLES: Final = 2000
_SEED: Final = 20


@dataclass(frozen=True)
class Mean:
    """A mean over questions with its 95 % interval (percentile bootstrap)."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        """In points: ``71.2 (69.0–73.3)``."""
        return f"{100 * self.value:.1f} ({100 * self.low:.1f}–{100 * self.high:.1f})"


@dataclass(frozen=True)
class Scores:
    """What a run scores on a set of questions."""

    ndcg: Mean
    recall: Mean
    mrr: Mean
    questions: int


def ndcg(ranking: Sequence[str], gold: Mapping[str, int], depth: int = DEPTH) -> float:
    """Normalised discounted cumulative gain, gain = grade, discount = log2(rank + 1).

    References
    ----------
    Järvelin, Kekäläinen. Cumulated gain-based evaluation of IR techniques. ACM TOIS 20(4), 2002.
    """
    gained = sum(gold.get(item, 0) / math.log2(rank + 1) for rank, item in _ranked(ranking, depth))
    best = sorted(gold.values(), reverse=True)[:depth]
    possible = sum(grade / math.log2(rank + 1) for rank, grade in enumerate(best, start=1))
    return gained / possible if possible else 0.0


def recall(ranking: Sequence[str], gold: Mapping[str, int], depth: int = DEPTH) -> float:
    """Share of the gold documents among the first ``depth``."""
    wanted = {item for item, grade in gold.items() if grade > 0}
    return len(wanted & {item for _, item in _ranked(ranking, depth)}) / len(wanted) if wanted else 0.0


def reciprocal_rank(ranking: Sequence[str], gold: Mapping[str, int], depth: int = 100) -> float:
    """1 / rank of the first gold document among the first ``depth``, else 0."""
    return next((1 / rank for rank, item in _ranked(ranking, depth) if gold.get(item, 0) > 0), 0.0)


def score(run: Run, queries: Sequence[Query]) -> Scores:
    """All measures of ``run`` over ``queries``."""
    rows = np.array(
        [
            (ndcg(found, query.gold), recall(found, query.gold), reciprocal_rank(found, query.gold))
            for query in queries
            for found in [run.get(query.id, [])]
        ],
        dtype=np.float64,
    ).reshape(-1, 3)
    return Scores(*(bootstrap(rows[:, column]) for column in range(3)), questions=len(queries))


def difference(run: Run, other: Run, queries: Sequence[Query]) -> Mean:
    """nDCG@10 of ``run`` less that of ``other``, question by question (paired bootstrap)."""
    return bootstrap(
        np.array(
            [ndcg(run.get(q.id, []), q.gold) - ndcg(other.get(q.id, []), q.gold) for q in queries],
            dtype=np.float64,
        )
    )


def bootstrap(values: NDArray[np.float64]) -> Mean:
    """Mean with the 2.5 and 97.5 % quantiles of the means of 2,000 resamples, always the same ones."""
    if not len(values):
        return Mean(math.nan, math.nan, math.nan)
    drawn = np.random.default_rng(_SEED).integers(0, len(values), (_SAMPLES, len(values)))
    low, high = np.quantile(values[drawn].mean(axis=1), (0.025, 0.975))
    return Mean(float(values.mean()), float(low), float(high))


def _ranked(ranking: Sequence[str], depth: int) -> list[tuple[int, str]]:
    """Ranks and items, one that stands twice only the first time."""
    return list(enumerate(list(dict.fromkeys(ranking))[:depth], start=1))
