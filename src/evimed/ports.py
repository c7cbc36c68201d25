"""Ports: Protocols where two real implementations exist. Each has a suite in ``evimed.testing``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Turns text into unit vectors whose inner product is a similarity.

    Implementations must be safe to call from several threads, must not truncate silently below
    ``max_characters``, and must return rows of Euclidean length 1 ± 1e-3 without NaN.
    """

    @property
    def stamp(self) -> str:
        """Names weights, engine and version; vectors of two stamps are never compared."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of stored texts, shape ``(len(texts), dimensions)``."""
        ...

    def embed_query(self, text: str) -> Vectors:
        """Vector of a question, shape ``(dimensions,)``."""
        ...
