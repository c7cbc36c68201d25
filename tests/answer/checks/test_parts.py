"""The parts of the checks: scopes, places, pairs of numbers and arms."""

from __future__ import annotations

import pytest

from evimed.answer.checks import Evidence, check_statement
from evimed.answer.checks.align import align
from evimed.answer.checks.parse import parse
from evimed.answer.checks.source import Source
from evimed.answer.checks.synonyms import abbreviations
from evimed.answer.checks.terms import derived


@pytest.mark.parametrize(
    ("text", "meanings"),
    [
        ("must not be used", {"forbid"}),
        ("should not be used", {"avoid"}),
        ("may be used", {"permit", "possible"}),
        ("不得使用", {"forbid"}),
        ("不宜使用", {"avoid"}),
        ("可能升高", {"possible"}),
        ("应当报告", {"must", "should"}),
    ],
)
def test_what_an_operator_means(text: str, meanings: set[str]) -> None:
    (operator,) = parse(text).operators

    assert operator.meanings == meanings


@pytest.mark.parametrize(
    "text",
    ["不良反应常见", "无论何时", "不仅有效", "whether or not it works", "no more than 5 mg", "反应适应"],
)
def test_what_looks_like_an_operator_and_is_none(text: str) -> None:
    assert parse(text).operators == ()


def test_a_scope_ends_with_its_clause() -> None:
    parsed = parse("It was not effective, but it was safe.")
    (operator,) = parsed.operators

    assert "effective" in parsed.words(*operator.scope)
    assert "safe" not in parsed.words(*operator.scope)


def test_a_path_that_follows_its_source_costs_less_than_one_that_jumps() -> None:
    source = Source([Evidence("k", "Drug A reduced pain and drug B reduced fever.", "", "")])
    straight = [source.occurrences(word) for word in ("reduced pain", "drug b", "fever")]
    jumping = [source.occurrences(word) for word in ("fever", "drug b", "reduced pain")]

    assert align(straight, source).cost < align(jumping, source).cost


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("treatment", "treat", True),
        ("reduct", "reduc", True),
        ("prednison", "prednisolon", False),
        ("hypertens", "hypotens", False),
    ],
)
def test_words_of_one_root(one: str, other: str, same: bool) -> None:
    assert derived(one, other) is same


def test_abbreviations_explained_in_the_text() -> None:
    found = abbreviations(
        "Myocardial infarction (MI) was rare. 药品上市许可持有人（以下简称持有人）".replace(
            "（", "("
        ).replace("）", ")")
    )

    assert found["mi"] == ("myocardial infarction",)


TWO_ARMS = "Rash occurred in 9% of patients on trelomab and 4% of those on placebo."
THREE = "Scores fell by 12.1, 8.4 and 3.0 points with high dose, low dose and placebo, respectively."
COMPARED = "More patients with trelomab than with placebo reported headache (11% vs 6%)."
EACH = "高剂量组、低剂量组和安慰剂组评分分别下降12.1、8.4和3.0分。"


@pytest.mark.parametrize(
    ("said", "quote", "supported"),
    [
        ("Rash occurred in 4% of patients on placebo.", TWO_ARMS, True),
        ("Rash occurred in 9% of patients on placebo.", TWO_ARMS, False),
        ("On placebo, rash occurred in 4% of patients.", TWO_ARMS, True),
        ("Scores fell by 8.4 points with low dose.", THREE, True),
        ("Scores fell by 12.1 points with low dose.", THREE, False),
        ("Headache was reported by 6% with placebo.", COMPARED, True),
        ("Headache was reported by 11% with placebo.", COMPARED, False),
        ("低剂量组评分下降8.4分。", EACH, True),
        ("低剂量组评分下降12.1分。", EACH, False),
        ("Trelomab inhibits CYP9Z1.", "CYP9Z1 inhibits trelomab.", False),
        ("CYP9Z1 is inhibited by trelomab.", "Trelomab inhibits CYP9Z1.", True),
        ("CYP9Z1 inhibits trelomab.", "CYP9Z1 is inhibited by trelomab.", False),
        ("恶心和头痛常见。", "头痛和恶心常见。", True),
    ],
)
def test_who_and_how_much_belong_together(said: str, quote: str, supported: bool) -> None:
    verdict = check_statement(said, [Evidence("k", quote, quote, "")], language="en")

    assert verdict.supported is supported, verdict.findings
