"""How rare the concepts of guidelines are, and a guideline as the vector of its concepts.

The rarities are kept by hash (``subject.npz``, made by ``scripts/fit_subject.py``): in a library of two
documents, which concepts are rare cannot be counted.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np

from evimed.ports import Vectors

PLACES: Final = 8192


def place_of(concept: str) -> int:
    """Of a concept among :data:`PLACES`."""
    return zlib.crc32(concept.encode()) % PLACES


def vector_of(counts: Mapping[str, int]) -> Vectors:
    """Concepts by how often they are named and how rare they are; of length 1, shape ``(PLACES,)``."""
    vector = np.zeros(PLACES, np.float32)
    for concept, n in counts.items():
        place = place_of(concept)
        vector[place] += (1 + math.log(n)) * rarity()[place]
    return vector / np.maximum(np.linalg.norm(vector), np.float32(1e-6))


@cache
def rarity() -> Vectors:
    """Logarithm of how few guidelines have a concept of each place, shape ``(PLACES,)``."""
    with (files("evimed.knowledge.conflicts") / "subject.npz").open("rb") as file:
        return np.asarray(np.load(file, allow_pickle=False)["rarity"], np.float32)
