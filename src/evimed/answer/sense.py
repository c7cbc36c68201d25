"""What a question is meant as, by its vector: for a library, a call for help, about the asker's own case.

A linear classifier (multinomial logistic regression) over the question's embedding, so that what no list of
words has foreseen ("I have pills in my hand and I'm ready to go") is read by its meaning. Its weights
(``policies/sense.json``, made by ``scripts/fit_policy.py``) belong to one embedder; with another, or without
one, the words of the policy stand alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np

from evimed.ports import Embedder, Vectors

LIBRARY: Final = "library"
SPREAD: Final = 20.0  # the vectors of questions lie in a narrow cone: differences are small
Sense = Callable[[str], Mapping[str, float]]


def find_sense(embedder: Embedder | None) -> Sense | None:
    """Probability of each meaning for a question; ``None`` where the weights are of another embedder."""
    if embedder is None or embedder.stamp != _weights()[0]:
        return None
    embed = embedder.embed_query
    return lambda question: probabilities(embed(question))


def probabilities(vector: Vectors) -> dict[str, float]:
    """Of each meaning, for the vector of a question; they sum to 1."""
    _, names, mean, weights = _weights()
    scores = np.append((vector - mean) * SPREAD, np.float32(1.0)) @ weights
    shares = np.exp(scores - scores.max())
    return dict(zip(names, (shares / shares.sum()).tolist(), strict=True))


@cache
def _weights() -> tuple[str, tuple[str, ...], Vectors, Vectors]:
    """Stamp of the embedder, meanings, mean vector ``(d,)``, weights ``(d + 1, meanings)``."""
    held = json.loads((files("evimed.answer") / "policies" / "sense.json").read_text("utf-8"))
    return (
        held["embedder"],
        tuple(held["meanings"]),
        np.asarray(held["mean"], dtype=np.float32),
        np.asarray(held["weights"], dtype=np.float32),
    )
