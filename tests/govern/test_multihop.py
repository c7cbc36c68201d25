"""The multi-hop questions are as they were frozen, and what meets a gold passage."""

from __future__ import annotations

import hashlib
import json
from collections import Counter

import pytest

from evimed.govern.evaluate.asked import QUESTIONS_FOLDER
from evimed.govern.evaluate.multihop import Hop, squeeze

FROZEN = {"multihop": "b1d74bab0493f944", "multihop_further": "d1e8baa933be4948"}


@pytest.mark.parametrize(
    ("name", "least"), [("multihop", {"zh": 30, "en": 30}), ("multihop_further", {"zh": 20})]
)
def test_the_questions_are_frozen_and_hold_nothing_of_the_data(name: str, least: dict[str, int]) -> None:
    raw = (QUESTIONS_FOLDER / f"{name}.json").read_bytes()
    assert hashlib.sha256(raw).hexdigest()[:16] == FROZEN[name]
    questions = json.loads(raw)
    counts = Counter(one["language"] for one in questions)
    assert all(counts[language] >= number for language, number in least.items())
    assert len({one["id"] for one in questions}) == len(questions)
    for one in questions:
        assert len(one["hops"]) == 2
        for place in (place for hop in one["hops"] for place in hop):
            ours = place["file"].startswith("samples/")
            assert set(place) == ({"file", "quote"} if ours else {"file", "start", "end"})


def test_a_passage_meets_a_step_though_written_otherwise() -> None:
    hop = Hop((squeeze("| Digoxin | Increased digoxin\nlevels (~15%) |"),))
    assert hop.met([squeeze("Interacting drug: Digoxin; effect: Increased digoxin levels (~15%)")]) is True
    assert hop.met([squeeze("Digoxin")]) is False
    cut = Hop((squeeze("A missed dose is taken within nine hours of the time"),))
    assert cut.met([squeeze("… A missed dose is taken within nine")])  # the end of a passage
