"""Likeness of single words, and the vectors that are kept for it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evimed.answer.meaning import Likeness
from evimed.answer.words import Word
from evimed.ports import Vectors

LIKE = {"创始人": 0, "创立者": 0}


class Counting:
    """Words of ``LIKE`` point one way, every other word its own; counts what it was asked to embed."""

    stamp = "counting/1"
    dimensions = 64

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.embedded += texts
        vectors = np.full((len(texts), self.dimensions), 0.1, dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row, LIKE.get(text, 1 + sum(map(ord, text)) % 63)] = 1.0
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def embed_query(self, text: str) -> Vectors:
        return self.embed_passages([text])[0]


TEXTS = ["公司的创立者来自医院", "平台覆盖患者、药师、护士、学校、工厂、企业、产品、价格、研究、报告"]


def test_near_synonyms_stand_out_and_words_are_embedded_once() -> None:
    embedder, founder = Counting(), Word("创始人", ("创始人",), 1.0)

    likeness = Likeness(embedder, [founder], TEXTS)

    assert likeness.best(founder, ("创立者",)) > 0.5
    assert likeness.best(founder, ("学校", "价格")) < 0.1
    once = len(embedder.embedded)
    Likeness(embedder, [founder], TEXTS)
    assert len(embedder.embedded) == once
