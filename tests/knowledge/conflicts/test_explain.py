"""A conflict is told in plain words of either language."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evimed.knowledge.conflicts.explain import Side, explain, value_of, value_words
from evimed.records import Document, Measured, Part, Recommendation


def side(body: str, date: str | None, people: str = "", direction: str = "for") -> Side:
    document = Document(body, "l", body, body, "guideline", "en", "", 0, "", "", published=date)
    record = Recommendation(
        (0, 1),
        "x",
        direction,
        None,
        "none",
        body,
        "",
        (),
        Part(people, (0, 1)) if people else None,
        None,
        None,
        None,
    )
    return Side(document, record)


def number(kind: str, low: float, high: float, relation: str = "=") -> Measured:
    return Measured(kind, "", low, high, "", (0, 1), relation)


@pytest.mark.parametrize(
    ("measured", "zh", "en"),
    [
        (number("interval", 12, 12), "每年", "every year"),
        (number("interval", 24, 24), "每 2 年", "every 2 years"),
        (number("interval", 3, 6), "每 3–6 个月", "every 3–6 months"),
        (number("interval", 2 / 730, 2 / 730), "每 2 小时", "every 2 hours"),
        (number("duration", 5, 5), "5 天", "5 days"),
        (number("duration", 10, 14, ">"), "至少 10–14 天", "at least 10–14 days"),
        (number("duration", 1825, 1825), "5 年", "5 years"),
        (number("duration", 91.2, 91.2, "<"), "至多 3 个月", "at most 3 months"),
    ],
)
def test_numbers_in_words(measured: Measured, zh: str, en: str):
    stored = value_of(measured)
    assert (value_words(stored, "zh"), value_words(stored, "en")) == (zh, en)


def test_an_explanation_says_who_for_whom_and_which_is_later():
    sides = [
        side("First Society (FS)", "2013-09-17", "adults"),
        side("二学会", "2018-05-24", "all", "against"),
    ]

    en = explain("direction", sides, None, "first_narrower", "en", version=False)
    zh = explain("direction", sides, None, "same", "zh", version=False)

    assert en.startswith("Opposite directions: FS advises it, 二学会 advises against it.")
    assert "FS “adults”" in en
    assert "二学会 is the later of the two" in en
    assert "较窄" not in zh
    assert "二学会 的较新（2018-05-24，另一份 2013-09-17）" in zh


def test_what_is_not_known_is_not_said():
    sides = [side("First", None), side("Second", "2018")]
    told = explain("strength", sides, None, "same", "en", version=False)

    assert "later" not in told
    assert "whom" not in told
    narrower = explain("strength", sides, None, "first_narrower", "en", version=False)
    assert "First speaks of a narrower group" in narrower


def test_a_version_is_no_date():
    sides = [side("First", "3.0"), side("Second", "2018")]
    assert "later" not in explain("strength", sides, None, "same", "en", version=False)


@given(st.sampled_from(["duration", "interval"]), st.floats(0.01, 5000), st.floats(1, 3))
def test_any_number_can_be_told(kind: str, low: float, factor: float):
    measured = replace(number(kind, low, low * factor), relation="<")
    assert value_words(value_of(measured), "zh")
    assert value_words(value_of(measured), "en")
