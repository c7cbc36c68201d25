"""Reciprocal rank fusion."""

from __future__ import annotations

from collections.abc import Sequence

RRF_K = 60  # the constant of the paper


def fuse(rankings: Sequence[tuple[float, Sequence[str]]], *, k: int = RRF_K) -> list[tuple[str, float]]:
    """Merge rankings into one.

    Parameters
    ----------
    rankings
        Pairs of a weight and item ids, best first. An id stands at most once in a ranking.
    k
        Damps the difference between high ranks.

    Returns
    -------
    list of (id, score)
        Best first; ties are broken by id, so that the order does not depend on the order of the rankings.

    References
    ----------
    Cormack, Clarke, Büttcher. Reciprocal rank fusion outperforms Condorcet and individual rank learning
    methods. SIGIR 2009.
    """
    scores: dict[str, float] = {}
    for weight, ranking in rankings:
        for rank, item in enumerate(ranking, start=1):
            scores[item] = scores.get(item, 0.0) + weight / (k + rank)
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
