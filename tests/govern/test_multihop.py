"""The multi-hop questions are as they were frozen, and what meets a gold passage."""

from __future__ import annotations

import hashlib
import json
from collections import Counter

from evimed.govern.evaluate.asked import QUESTIONS_FOLDER
from evimed.govern.evaluate.multihop import Hop, squeeze

FROZEN = "b1d74bab0493f944"


def test_the_questions_are_frozen_and_hold_nothing_of_the_data() -> None:
    raw = (QUESTIONS_FOLDER / "multihop.json").read_bytes()
    assert hashlib.sha256(raw).hexdigest()[:16] == FROZEN
    questions = json.loads(raw)
    counts = Counter(one["language"] for one in questions)
    assert min(counts["zh"], counts["en"]) >= 30
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
