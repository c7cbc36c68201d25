"""The labels say where, never what; the suite counts what stands there."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from evimed.errors import InputError
from evimed.govern.evaluate.entities import TYPES, EntitiesSuite, drawn, read_labels
from evimed.govern.evaluate.options import Options
from evimed.ports import ChatModel, ChatRequest
from evimed.testing.chat import ScriptedChat

DATA = Path(__file__).parents[2].parent / "shared" / "data"


def test_labels_hold_places_and_no_text():
    sentences = [sentence for one in read_labels() for sentence in one["sentences"]]

    assert len(sentences) >= 400
    assert {sentence["language"] for sentence in sentences} == {"en", "zh"}
    for sentence in sentences:
        start, end = sentence["chars"]
        assert all(
            start <= first < last <= end and kind in TYPES for first, last, kind in sentence["mentions"]
        )


def test_without_the_data_it_says_so(tmp_path: Path):
    with pytest.raises(InputError, match="data"):
        EntitiesSuite().run(tmp_path, None, lambda done, total: None)


@pytest.mark.skipif(not (DATA / "phee").is_dir(), reason="the public data is not here")
def test_it_is_not_worse_than_it_was():
    report = EntitiesSuite().run(DATA, None, lambda done, total: None)
    f1 = {(one.group, one.language): one.value for one in report.measures if one.name == "f1"}

    assert f1["test_exact", "en"] >= 0.80
    assert f1["test_exact", "zh"] >= 0.55


def test_of_each_half_and_language_the_same_number_is_drawn():
    documents = drawn(read_labels(), 7)
    told = Counter(
        (sentence["half"], sentence["language"]) for one in documents for sentence in one["sentences"]
    )
    assert set(told.values()) == {7}
    assert len(told) == 4
    assert drawn(read_labels(), 7) == documents


class Desk:
    """A session as far as the suite uses it."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model

    def graph(self) -> Desk:
        return self

    def chat(self, role: str) -> ChatModel:
        return self._model


@pytest.mark.skipif(not (DATA / "phee").is_dir(), reason="the public data is not here")
def test_a_model_is_counted_beside_the_rules():
    def gold(request: ChatRequest) -> str:
        """Names every run of letters as a drug, and something that is nowhere."""
        words = request.user.split("\n")[3].split()
        named = [{"text": word, "type": "drug"} for word in [*words[:3], "nowhere-to-be-found"]]
        return json.dumps({"mentions": named})

    suite = EntitiesSuite(options=Options(most=3, model="m"))
    assert suite.needs_library
    report = suite.run(DATA, Desk(ScriptedChat([gold])), lambda done, total: None)
    groups = {one.group for one in report.measures}
    assert {"test_exact", "test_exact_model"} <= groups
    assert report.settings["sentences"] == 12
    assert int(report.settings["dropped"]) >= 12
    found = {(one.group, one.language): one.total for one in report.measures if one.name == "precision"}
    assert found["test_exact_model", "en"] > found["test_exact", "en"]
    gold_ = {(one.group, one.language): one.total for one in report.measures if one.name == "recall"}
    assert gold_["test_exact_model", "en"] == gold_["test_exact", "en"]
