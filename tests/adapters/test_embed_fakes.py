"""The fake embedder, and the conformance suite: it must pass the good and catch the bad."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from evimed.ports import Vectors
from evimed.testing.embedders import HashEmbedder, check_embedder


@pytest.mark.parametrize("dimensions", [64, 384, 1024])
def test_hash_embedder_keeps_the_port(dimensions: int) -> None:
    check_embedder(HashEmbedder(dimensions))


def test_names_and_sizes_are_stamped() -> None:
    assert len({HashEmbedder().stamp, HashEmbedder(64).stamp, HashEmbedder(name="other").stamp}) == 3


def test_full_width_and_case_are_folded() -> None:
    embedder = HashEmbedder()
    assert embedder.embed_query("ＥＧＦＲ") @ embedder.embed_query("egfr") == pytest.approx(1, abs=1e-5)


class Broken(HashEmbedder):
    def __init__(self, spoil: Callable[[Sequence[str], Vectors], Vectors], stamp: str = "broken") -> None:
        super().__init__()
        self._spoil = spoil
        self._stamp = stamp

    @property
    def stamp(self) -> str:
        return self._stamp

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return self._spoil(texts, super().embed_passages(texts))


def _nan(_: Sequence[str], vectors: Vectors) -> Vectors:
    return np.where(np.arange(384) == 3, np.float32("nan"), vectors)


def _truncated(texts: Sequence[str], _: Vectors) -> Vectors:
    return HashEmbedder().embed_passages([text[:1000] for text in texts])


def _noisy(_: Sequence[str], vectors: Vectors) -> Vectors:
    noisy = vectors + np.random.default_rng().normal(0, 0.05, vectors.shape)
    return (noisy / np.linalg.norm(noisy, axis=1, keepdims=True)).astype(np.float32)


def _neighbourly(_: Sequence[str], vectors: Vectors) -> Vectors:
    mixed = vectors + 0.5 * vectors.mean(axis=0, keepdims=True) if len(vectors) else vectors
    return mixed / np.linalg.norm(mixed, axis=1, keepdims=True)


@pytest.mark.parametrize(
    ("broken", "promise"),
    [
        (Broken(lambda _, v: v, stamp=" "), "stamp"),
        (Broken(lambda _, v: v.astype(np.float64)), "dtype"),
        (Broken(lambda _, v: v[:, :-1]), "shape"),
        (Broken(lambda _, v: 2 * v), "length"),
        (Broken(_nan), "NaN"),
        (Broken(lambda texts, v: v[sorted(range(len(texts)), key=lambda at: texts[at])]), "batch"),
        (Broken(_truncated), "cut off"),
        (Broken(_noisy), "second time"),
        (Broken(_neighbourly), "batch"),
        (Broken(lambda texts, _: HashEmbedder().embed_passages([text[::-2] for text in texts])), "nearest"),
    ],
    ids=["stamp", "dtype", "size", "length", "nan", "sorted", "truncated", "noisy", "neighbours", "meaning"],
)
def test_the_suite_catches(broken: HashEmbedder, promise: str) -> None:
    with pytest.raises(AssertionError, match=promise):
        check_embedder(broken)
