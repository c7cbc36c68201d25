"""The comparer: statements read by themselves and in pairs, over the bundled weights."""

from __future__ import annotations

import numpy as np
import pytest

from evimed.adapters.embed_e5 import E5OnnxEmbedder
from evimed.adapters.embed_e5_compare import statement_tokens
from evimed.adapters.embed_e5_tokens import UnigramTokenizer
from evimed.adapters.embed_e5_weights import bundled_path, read_weights
from evimed.ports import Comparer, Statement

# Invented; none of it was taught. The first two of each row answer one question, the third another.
QUESTIONS = [
    (
        "Repeat the ultrasound of the spleen every two years.",
        "Splenic ultrasonography is repeated biennially.",
        "Vaccinate against pneumococcus before the spleen is removed.",
    ),
    (
        "Trelomab is the preferred first drug for plaque gout.",
        "Start treatment of plaque gout with an older agent; keep trelomab for those who do not respond.",
        "Measure serum urate three months after the last attack.",
    ),
    ("60岁以上者每年复查骨密度。", "老年人骨密度每两年测一次即可。", "补充维生素D时监测血钙。"),
]


@pytest.fixture(scope="module")
def comparer() -> E5OnnxEmbedder:
    return E5OnnxEmbedder(threads=2)


@pytest.mark.parametrize("rows", QUESTIONS)
def test_statements_on_one_question_are_nearer(comparer: E5OnnxEmbedder, rows: tuple[str, str, str]) -> None:
    one, same, other = (
        each.vector for each in comparer.read_statements([Statement("", row) for row in rows])
    )
    assert one @ same > one @ other
    assert np.linalg.norm(one) == pytest.approx(1, abs=1e-3)


def test_pairs_on_one_question_are_told_from_others(comparer: E5OnnxEmbedder) -> None:
    for rows in QUESTIONS:
        one, same, other = comparer.read_statements([Statement("", row) for row in rows])
        near, far = comparer.compare_statements([(one, same), (one, other)])
        assert near.classes[0] - max(near.classes[2:]) < far.classes[0] - max(far.classes[2:])


def test_each_is_read_by_itself(comparer: E5OnnxEmbedder) -> None:
    assert isinstance(comparer, Comparer)
    statements = [Statement("Follow-up", row) for rows in QUESTIONS for row in rows]
    together = comparer.read_statements(statements)
    for one, alone in zip(
        together, (comparer.read_statements([each])[0] for each in statements), strict=True
    ):
        np.testing.assert_allclose(one.vector, alone.vector, atol=1e-5)
        assert sum(one.ways) == pytest.approx(1, abs=1e-4)
    assert comparer.read_statements([]) == []
    assert comparer.compare_statements([]) == []


def test_which_way_a_statement_goes(comparer: E5OnnxEmbedder) -> None:
    towards, against = comparer.read_statements(
        [
            Statement("", "Offer trelomab to every adult with plaque gout."),
            Statement("", "Trelomab should not be given to adults with plaque gout."),
        ]
    )
    assert towards.ways[0] > against.ways[0]
    assert against.ways[1] > towards.ways[1]


def test_however_long_a_statement_is_it_is_read(comparer: E5OnnxEmbedder) -> None:
    weights = read_weights(bundled_path())
    tokenizer = UnigramTokenizer(weights.vocabulary)
    longest = len(statement_tokens(tokenizer, weights.vocabulary, "heading " * 100, "word " * 2000))
    assert longest == len(statement_tokens(tokenizer, weights.vocabulary, "heading " * 90, "word " * 1000))
    for text in ("", "\0", "𝕏" * 50, "word " * 2000):
        (read,) = comparer.read_statements([Statement("", text)])
        assert np.isfinite(read.vector).all()
        assert len(read.tokens) <= longest
