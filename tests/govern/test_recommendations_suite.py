"""The labels say where, never what; the suite counts what stands there."""

from __future__ import annotations

from pathlib import Path

import pytest

from evimed.errors import InputError
from evimed.govern.evaluate.recommendations import FOLDER, RecommendationsSuite, read_labels

DATA = Path(__file__).parents[2].parent / "shared" / "data"


def test_labels_hold_places_and_no_text():
    documents = read_labels()

    assert sum(len(one["recommendations"]) for one in documents) >= 200
    for one in documents:
        assert set(one) == {"file", "half", "sha256", "recommendations", "asides"}
        assert all(set(label) == {"chars", "direction", "strength"} for label in one["recommendations"])


def test_without_the_data_it_says_so(tmp_path: Path):
    with pytest.raises(InputError, match="data"):
        RecommendationsSuite().run(tmp_path, None, lambda done, total: None)


@pytest.mark.skipif(not (DATA / FOLDER).is_dir(), reason="the public data is not here")
def test_the_goals_are_met():
    report = RecommendationsSuite().run(DATA, None, lambda done, total: None)

    assert report.met
    assert all(set(one) == {"file", "chars", "what"} for one in report.wrong)
