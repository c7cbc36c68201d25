"""Scores against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from quality.scores import bootstrap, difference, ndcg, recall, reciprocal_rank, score
from quality.sets import Query

GOLD = {"a": 1, "b": 1, "c": 1}


@pytest.mark.parametrize(
    ("ranking", "expected"),
    [
        (["a", "b", "c"], 1.0),
        (["x", "a"], 0.63093 / (1 + 0.63093 + 0.5)),  # gain at 2 is 1 / log2(3); best is 1 + 1/log2(3) + 1/2
        (["x"] * 3, 0.0),
        (["a", "a", "a"], 1 / (1 + 0.63093 + 0.5)),  # a document counts once
        ([*"0123456789", "a"], 0.0),  # the eleventh is too late
        ([], 0.0),
    ],
)
def test_ndcg(ranking: list[str], expected: float) -> None:
    assert ndcg(ranking, GOLD) == pytest.approx(expected, abs=1e-5)


def test_ndcg_counts_grades_and_no_more_gold_than_places() -> None:
    assert ndcg(["b", "a"], {"a": 3, "b": 1}) == pytest.approx((1 + 3 * 0.63093) / (3 + 0.63093), abs=1e-5)
    many = {str(number): 1 for number in range(30)}
    assert ndcg([str(number) for number in range(10)], many) == pytest.approx(1.0)


def test_recall_and_reciprocal_rank() -> None:
    assert recall(["x", "b", "a"], GOLD) == pytest.approx(2 / 3)
    assert recall(["x"], GOLD) == 0.0
    # The second x takes no place.
    assert reciprocal_rank(["x", "x", "y", "b"], GOLD) == pytest.approx(1 / 3)
    assert reciprocal_rank(["x"], GOLD) == 0.0


def test_a_question_without_a_ranking_scores_nothing() -> None:
    queries = [Query("1", "?", "en", {"a": 1}), Query("2", "?", "en", {"a": 1})]
    scores = score({"1": ["a"]}, queries)
    assert (scores.ndcg.value, scores.recall.value, scores.mrr.value) == (0.5, 0.5, 0.5)
    assert scores.questions == 2


def test_the_interval_holds_the_mean_and_narrows_with_more_questions() -> None:
    few = bootstrap(np.array([0.0, 1.0] * 5))
    many = bootstrap(np.array([0.0, 1.0] * 500))
    assert few.low < few.value == 0.5 < few.high
    assert many.high - many.low < 0.1 < few.high - few.low
    assert bootstrap(np.array([0.0, 1.0] * 5)) == few, "the same resamples every time"


def test_the_difference_is_taken_question_by_question() -> None:
    queries = [Query(str(number), "?", "en", {"a": 1}) for number in range(40)]
    better = {query.id: ["a"] for query in queries}
    worse = {query.id: ["x", "a"] for query in queries}
    gain = difference(better, worse, queries)
    assert gain.value == pytest.approx(1 - 0.63093, abs=1e-5)
    assert gain.low == pytest.approx(gain.high), "every question gains the same"
