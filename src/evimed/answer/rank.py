"""The linear model that ranks candidate sentences.

The weights are those of a conditional logit (softmax over the candidates of one question, McFadden 1974) with
an L2 penalty, fitted by ``scripts/fit_selection.py`` on the development questions; the held-out questions are
never used for fitting. Features are standardised with the means and deviations of the same data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evimed.answer.select import FEATURES, Candidate


@dataclass(frozen=True, slots=True)
class Linear:
    """``score = weights · (x - mean) / deviation``."""

    mean: tuple[float, ...]
    deviation: tuple[float, ...]
    weights: tuple[float, ...]

    def score(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Scores of rows of shape ``(n, features)``, shape ``(n,)``."""
        scaled = (rows - np.asarray(self.mean)) / np.asarray(self.deviation)
        return np.asarray(scaled @ np.asarray(self.weights), dtype=np.float64)

    def one(self, row: Sequence[float]) -> float:
        """Score of a single row."""
        return float(
            sum(
                weight * (value - mean) / deviation
                for value, mean, deviation, weight in zip(
                    row, self.mean, self.deviation, self.weights, strict=True
                )
            )
        )


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with its score."""

    candidate: Candidate
    score: float


def rank(candidates: Sequence[Candidate], model: Linear) -> list[Ranked]:
    """Candidates best first; ties by place in the library, so that the order is always the same."""
    if not candidates:
        return []
    rows = np.array([candidate.features for candidate in candidates], dtype=np.float64).reshape(
        -1, len(FEATURES)
    )
    scores = model.score(rows)
    ranked = [Ranked(candidate, float(score)) for candidate, score in zip(candidates, scores, strict=True)]
    return sorted(ranked, key=lambda r: (-r.score, r.candidate.hit.passage.id, r.candidate.index))
