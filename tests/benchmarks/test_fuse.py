"""Reciprocal rank fusion: the formula of the paper, and its properties."""

from __future__ import annotations

import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent.parent.parent / "benchmarks"))
from made.fuse import fuse

RANKING = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8)


def test_the_formula() -> None:
    assert dict(fuse([(1.0, ["a", "b"]), (0.5, ["b"])])) == {"a": 1 / 61, "b": 1 / 62 + 0.5 / 61}


@given(st.lists(RANKING, max_size=4))
def test_the_order_of_the_rankings_does_not_matter(rankings: list[list[str]]) -> None:
    forward = fuse([(1.0, r) for r in rankings])
    backward = fuse([(1.0, r) for r in reversed(rankings)])

    assert [i for i, _ in forward] == [i for i, _ in backward]
    assert {i for i, _ in forward} == {i for r in rankings for i in r}


@given(RANKING.filter(bool))
def test_agreement_keeps_the_order(ranking: list[str]) -> None:
    assert [i for i, _ in fuse([(1.0, ranking), (1.0, ranking)])] == ranking
