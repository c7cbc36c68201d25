"""The reader: a question and a sentence read together, over the bundled weights."""

from __future__ import annotations

import numpy as np
import pytest

from evimed.adapters.embed_e5 import E5OnnxEmbedder
from evimed.adapters.embed_e5_reader import MOST, Corrected, pair_tokens, read_learnt
from evimed.adapters.embed_e5_tokens import UnigramTokenizer
from evimed.adapters.embed_e5_weights import E5Weights, bundled_path, read_weights
from evimed.ports import Reader, Shown

# Invented; none of it was taught.
ANSWERS = [
    (
        "What is the half-life of trelomab?",
        "The half-life of trelomab is 12 hours.",
        "Trelomab is a white powder.",
    ),
    ("瑞诺单抗每盒多少钱？", "瑞诺单抗每盒售价为2980元。", "瑞诺单抗于2023年获批上市。"),
    ("Does zorubicin cross the placenta?", "Zorubicin crosses the placenta.", "Dotralin was given to rats."),
]


@pytest.fixture(scope="module")
def reader() -> E5OnnxEmbedder:
    return E5OnnxEmbedder(threads=2)


@pytest.fixture(scope="module")
def weights() -> E5Weights:
    return read_weights(bundled_path())


@pytest.mark.parametrize(("question", "right", "wrong"), ANSWERS)
def test_what_answers_is_told_from_what_does_not(
    reader: E5OnnxEmbedder, question: str, right: str, wrong: str
) -> None:
    yes, no = reader.read(question, [Shown("", "", right), Shown("", "", wrong)])
    assert yes > no


def test_it_reads_each_sentence_by_itself(reader: E5OnnxEmbedder) -> None:
    assert isinstance(reader, Reader)
    shown = [Shown("Label", "", right) for _, right, _ in ANSWERS]
    together = reader.read(ANSWERS[0][0], shown)
    single = [reader.read(ANSWERS[0][0], [one])[0] for one in shown]
    np.testing.assert_allclose(together, single, atol=1e-5)
    assert reader.read("?", []).shape == (0,)


def test_8_bits_read_as_32_do(reader: E5OnnxEmbedder) -> None:
    exact = E5OnnxEmbedder(threads=2, precision="fp32")
    shown = [Shown("", "", text) for _, *texts in ANSWERS for text in texts]
    np.testing.assert_allclose(reader.read(ANSWERS[0][0], shown), exact.read(ANSWERS[0][0], shown), atol=0.6)


def test_nothing_is_longer_than_may_be_read(weights: E5Weights) -> None:
    tokenizer = UnigramTokenizer(weights.vocabulary)
    long = "the dose in renal impairment 肾功能不全 " * 60
    for shown in (Shown(long, long, long), Shown("", long, "short"), Shown(long, "", "")):
        tokens = pair_tokens(tokenizer, weights.vocabulary, long, shown)
        assert len(tokens) <= MOST + 8  # a heading keeps a few tokens in any case
        assert tokens.count(weights.vocabulary.end) >= 5


def test_layers_below_are_the_bundled_ones(weights: E5Weights) -> None:
    corrected = Corrected(weights, read_learnt())
    assert corrected.shape.layers < weights.shape.layers
    np.testing.assert_array_equal(corrected.matrix("l0.q.w", 384), weights.matrix("l0.q.w", 384))
    np.testing.assert_array_equal(corrected.floats("l0.q.b"), weights.floats("l0.q.b"))
    last = f"l{corrected.shape.layers - 1}"
    assert not np.array_equal(corrected.matrix(f"{last}.q.w", 384), weights.matrix(f"{last}.q.w", 384))
