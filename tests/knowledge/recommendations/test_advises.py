"""Sentences that advise without a word of advice; none of these was taught."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evimed.ingest.parse import parse
from evimed.knowledge.recommendations.advises import SIZE, WAYS, advises, features_of, ways_of
from evimed.knowledge.recommendations.directions import way_of
from evimed.knowledge.recommendations.extract import extract, statements

TEXT = """# Guideline on plaque gout

- developer: Board of Plaque Gout

## Major Recommendations

Treatment

Released on 30 September 2024, to be used from 1 November.

Trelomab 40 mg once a day for 14 days.

Plaque gout was first described in 1911 and affects about one adult in a thousand.

Follow-up

Urate every three months in the first year, then once a year.
"""


@pytest.mark.parametrize(
    ("advice", "explains"),
    [
        ("Trelomab 40 mg once a day for 14 days.", "The trial enrolled 340 patients over two years."),
        ("Repeat the scan after six months.", "The prevalence of plaque gout rises with age."),
        ("每3个月复查1次血尿酸。", "本病患病率约为千分之一，男性多见。"),
    ],
)
def test_advice_is_told_from_what_explains_it(advice: str, explains: str) -> None:
    assert advises(advice, "Treatment") > max(0.0, advises(explains, "Background"))


def test_such_sentences_are_compared_and_not_listed() -> None:
    parsed = parse(TEXT.encode(), "guide.md")
    told = statements(parsed, "Guideline on plaque gout", "guideline")
    texts = [one.text for one in told]
    assert "Trelomab 40 mg once a day for 14 days." in texts
    assert "Urate every three months in the first year, then once a year." in texts
    assert not any("1911" in text or "Released" in text for text in texts)
    assert all(one.aside for one in told)
    assert extract(parsed, "Guideline on plaque gout", "guideline") == []


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("Repeat the scan after six months.", "for"),
        ("Trelomab is unnecessary after the first year.", "against"),
        ("Do not repeat the scan.", "against"),
        ("No more than two doses a day.", "for"),
        ("无需常规复查。", "against"),
    ],
)
def test_which_way_it_goes(text: str, way: str) -> None:
    assert way_of(text) == way


@given(st.text(max_size=200), st.text(max_size=60))
def test_any_text_is_read(text: str, heading: str) -> None:
    assert all(0 <= at < SIZE for at in features_of(text, heading))
    assert len(ways_of(text, heading)) == len(WAYS)
    assert sum(ways_of(text, heading)) == pytest.approx(1, abs=1e-3)
