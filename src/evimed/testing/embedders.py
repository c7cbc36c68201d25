"""A fast fake embedder, and the conformance suite that every embedder, ours or a user's, must pass."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final
from zlib import crc32

import numpy as np

from evimed.ports import Embedder, Vectors

_GRAM_SIZES: Final = (1, 2, 3)
_LENGTH_TOLERANCE: Final = 1e-3
_SAME_COSINE: Final = 1 - 1e-2
_LONG: Final = 6000
_THREADS: Final = 4

_TEXTS: Final = (
    "Metformin is contraindicated in patients with severe renal impairment (eGFR < 30 mL/min/1.73 m²).",
    "阿司匹林可抑制血小板聚集，用于心肌梗死的二级预防，常用剂量为每日 75–100 mg。",
    "The committee met on Tuesday and approved the minutes.",
    "第三十条 药品上市许可持有人应当建立药品质量保证体系。",
    "",
    "EGFR p.L858R 突变 😀 ＡＢＣ１２３",
    "\u0000\u0007 control \ud800 characters",
)
_RELATED: Final = (
    ("Is metformin contraindicated in severe renal impairment?", 0),
    ("阿司匹林二级预防的常用剂量是多少？", 1),
)


class HashEmbedder:
    """Deterministic fake: signed, hashed character n-grams. Texts that share words are near, nothing else is.

    Parameters
    ----------
    dimensions
        Length of a vector.
    name
        Part of the stamp: two names stand for two models in a test.
    """

    def __init__(self, dimensions: int = 384, name: str = "hash") -> None:
        self._dimensions = dimensions
        self._name = name

    @property
    def stamp(self) -> str:
        """Name, size and version."""
        return f"{self._name}-{self._dimensions}/1"

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._dimensions

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of stored texts, shape ``(len(texts), dimensions)``, float32, each of length 1."""
        vectors = np.zeros((len(texts), self._dimensions), np.float32)
        for row, text in enumerate(texts):
            vectors[row] = self.embed_query(text)
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """Vector of a question, made as a passage's: shape ``(dimensions,)``, float32, of length 1."""
        plain = f" {unicodedata.normalize('NFKC', text).casefold()} "
        grams = Counter(plain[at : at + size] for size in _GRAM_SIZES for at in range(len(plain) - size + 1))
        vector = np.zeros(self._dimensions, np.float32)
        for gram, count in grams.items():
            code = crc32(gram.encode("utf-8", "surrogatepass"))
            sign = 1.0 if code & 1 else -1.0
            vector[(code >> 1) % self._dimensions] += sign * len(gram) * count**0.5
        length = float(np.linalg.norm(vector))
        if length == 0.0:  # signs may cancel
            vector[0] = length = 1.0
        return vector / np.float32(length)


def check_embedder(embedder: Embedder) -> None:
    """Run every promise of the ``Embedder`` port against ``embedder``; a real model takes some seconds.

    Raises
    ------
    AssertionError
        Names the promise that is broken.
    """
    _check_identity(embedder)
    vectors = _checked_passages(embedder, _TEXTS)
    _check_repeatable(embedder, vectors)
    _check_order(embedder, vectors)
    _check_long(embedder)
    _check_threads(embedder, vectors)
    _check_meaning(embedder, vectors)


def _check_identity(embedder: Embedder) -> None:
    _require(bool(embedder.stamp.strip()), "the stamp is empty")
    _require(embedder.stamp == embedder.stamp, "the stamp changes between two calls")
    _require(embedder.dimensions > 0, "dimensions is not positive")
    empty = embedder.embed_passages([])
    _require(empty.shape == (0, embedder.dimensions), f"no texts give shape {empty.shape}")
    _require(empty.dtype == np.float32, f"no texts give dtype {empty.dtype}")


def _checked_passages(embedder: Embedder, texts: Sequence[str]) -> Vectors:
    vectors = embedder.embed_passages(texts)
    shape = (len(texts), embedder.dimensions)
    _require(vectors.shape == shape, f"shape {vectors.shape}, not {shape}")
    _check_values(vectors)
    return vectors


def _checked_query(embedder: Embedder, text: str) -> Vectors:
    vector = embedder.embed_query(text)
    _require(vector.shape == (embedder.dimensions,), f"a question gives shape {vector.shape}")
    _check_values(vector)
    return vector


def _check_values(vectors: Vectors) -> None:
    _require(vectors.dtype == np.float32, f"dtype {vectors.dtype}, not float32")
    _require(bool(np.isfinite(vectors).all()), "a vector holds NaN or infinity")
    lengths = np.linalg.norm(vectors, axis=-1)
    _require(bool((np.abs(lengths - 1) <= _LENGTH_TOLERANCE).all()), f"vectors of length {lengths}")


def _check_repeatable(embedder: Embedder, vectors: Vectors) -> None:
    again = embedder.embed_passages(_TEXTS)
    _require_same(vectors, again, "the same texts give other vectors the second time")
    single = np.concatenate([_checked_passages(embedder, [text]) for text in _TEXTS])
    _require_same(vectors, single, "a text alone and in a batch give other vectors")
    for text in _TEXTS:
        _checked_query(embedder, text)


def _check_order(embedder: Embedder, vectors: Vectors) -> None:
    turned = embedder.embed_passages(_TEXTS[::-1])
    _require_same(vectors, turned[::-1], "the rows are not in the order of the texts")


def _check_long(embedder: Embedder) -> None:
    long = ("The dose is reduced in renal impairment. 肾功能不全者减量。" * _LONG)[:_LONG]
    one, other = _checked_passages(embedder, [long + " " + _TEXTS[0], long + " " + _TEXTS[3]])
    _require(bool((one != other).any()), f"texts are cut off before {_LONG} characters")
    _checked_query(embedder, long)


def _check_threads(embedder: Embedder, vectors: Vectors) -> None:
    with ThreadPoolExecutor(_THREADS) as pool:
        for together in pool.map(embedder.embed_passages, [_TEXTS] * _THREADS):
            _require_same(vectors, together, "several threads at once give other vectors")


def _check_meaning(embedder: Embedder, vectors: Vectors) -> None:
    for question, right in _RELATED:
        nearest = int(np.argmax(vectors @ embedder.embed_query(question)))
        _require(nearest == right, f"{question!r} is nearest to {_TEXTS[nearest]!r}")


def _require_same(vectors: Vectors, others: Vectors, broken: str) -> None:
    _require(vectors.shape == others.shape, broken)
    cosines = (vectors * others).sum(axis=1)
    _require(bool((cosines >= _SAME_COSINE).all()), f"{broken}: cosine {cosines.min():.4f}")


def _require(kept: bool, broken: str) -> None:
    if not kept:
        raise AssertionError(broken)
