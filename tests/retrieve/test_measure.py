"""The measures of candidates, against values worked out by hand, and their properties."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evimed.retrieve.measure import MEASURES, Asked, combine, measure
from evimed.store.candidates import TermCounts
from evimed.store.weights import K1, B

COMMON, RARE, SYNONYM, ALIAS = 1, 2, 3, 4
OWN = {COMMON: 1.0, RARE: 4.0}


def column(name: str, rows: np.ndarray) -> list[float]:
    return [round(float(value), 6) for value in rows[:, MEASURES.index(name)]]


def measured(
    found: dict[str, TermCounts],
    *,
    others: dict[int, float] | None = None,
    named: dict[int, float] | None = None,
    products: dict[str, float] | None = None,
    sentences: dict[str, np.ndarray] | None = None,
) -> np.ndarray:
    asked = Asked("en", OWN, others or {}, named or {})
    query = np.array([1.0, 0.0], dtype=np.float32)
    return measure(asked, list(found), found, 10.0, products or {}, sentences or {}, query)


def english(length: int = 10, **counts: int) -> TermCounts:
    numbers = {"common": COMMON, "rare": RARE, "synonym": SYNONYM, "alias": ALIAS}
    return TermCounts(length, "en", {numbers[name]: count for name, count in counts.items()})


def test_words_are_bm25_as_a_share_of_the_best() -> None:
    rows = measured({"a": english(rare=2, common=1), "b": english(20, common=3), "c": english()})
    a = 4.0 * 2 / (2 + K1) + 1.0 * 1 / (1 + K1)
    b = 1.0 * 3 / (3 + K1 * (1 - B + B * 2))
    assert column("words", rows) == [1.0, round(b / a, 6), 0.0]


def test_the_rarest_words_count_once_each_however_often_they_stand() -> None:
    rows = measured({"a": english(rare=9), "b": english(rare=1, common=1), "c": english(common=7)})
    assert column("rarest", rows) == [1.0, 1.0, 0.0]


def test_other_names_are_half_of_the_words_and_none_of_the_rarest() -> None:
    rows = measured({"a": english(alias=1), "b": english(common=1)}, named={ALIAS: 4.0})
    b = 1.0 / (1 + K1)
    assert column("words", rows) == [0.5, round((1 + b / (4.0 / (1 + K1))) / 2, 6)]
    assert column("rarest", rows) == [0.0, 0.0]


def test_translations_are_a_measure_of_their_own() -> None:
    chinese = TermCounts(10, "zh", {SYNONYM: 1})
    rows = measured({"a": english(synonym=1), "b": chinese}, others={SYNONYM: 2.0})
    assert column("other_words", rows) == [1.0, 0.0]
    assert column("across", rows) == [0.0, 1.0]


def test_similarity_is_read_from_the_ordinary_to_the_best() -> None:
    found = {name: english() for name in "abcd"}
    rows = measured(found, products={"a": 0.9, "b": 0.85, "c": 0.8})
    assert column("passage", rows) == [1.0, 0.5, 0.0, 0.0], "what has no vector yet is ordinary"


def test_the_other_language_is_not_held_against_a_passage() -> None:
    found = {"a": english(), "b": TermCounts(10, "zh", {}), "c": english()}
    rows = measured(found, products={"a": 0.90, "b": 0.87, "c": 0.80})
    first, second, _ = column("passage", rows)
    assert second > first


def test_a_passage_has_the_similarity_of_its_best_sentence() -> None:
    found = {"a": english(), "b": english()}
    vectors = {"a": np.array([[0.2, 0.0], [0.9, 0.0]]), "b": np.array([[0.5, 0.0]])}
    rows = measured(found, sentences={k: v.astype(np.float32) for k, v in vectors.items()})
    assert column("sentence", rows) == [1.0, 0.0]


def test_nothing_found_has_no_rows() -> None:
    assert measured({}).shape == (0, len(MEASURES))


def test_the_sum_weighs_each_measure_by_its_name() -> None:
    weights = {name: 10.0**place for place, name in enumerate(MEASURES)}
    rows = np.ones((1, len(MEASURES)))
    assert combine(rows, weights).tolist() == [pytest.approx(sum(weights.values()))]


@given(st.dictionaries(st.text(min_size=1), st.integers(0, 5), min_size=1, max_size=8), st.randoms())
def test_the_order_of_the_candidates_does_not_matter(counts: dict[str, int], rng: random.Random) -> None:
    found = {
        name: TermCounts(3 + count, "en", {COMMON: count} if count else {}) for name, count in counts.items()
    }
    products = {name: math.sin(len(name) + count) for name, count in counts.items()}
    shuffled = list(found)
    rng.shuffle(shuffled)
    straight = measured(found, products=products)
    other = measured({name: found[name] for name in shuffled}, products=products)
    order = [shuffled.index(name) for name in found]
    assert np.allclose(straight, other[order])
    assert np.isfinite(straight).all()
