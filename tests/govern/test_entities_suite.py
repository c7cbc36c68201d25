"""The labels say where, never what; the suite counts what stands there."""

from __future__ import annotations

from pathlib import Path

import pytest

from evimed.errors import InputError
from evimed.govern.evaluate.entities import TYPES, EntitiesSuite, read_labels

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
