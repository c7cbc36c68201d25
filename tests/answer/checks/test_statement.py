"""A statement passes if, and only if, its evidence says it. The evidence is invented."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from evimed.answer.checks import CHECKS, Evidence, Verdict, check_statement

PAIRS = Path(__file__).resolve().parents[2] / "data" / "support_pairs.json"


def check(said: str, quote: str, context: str = "", title: str = "") -> Verdict:
    language = "zh" if any("\u4e00" <= letter <= "\u9fff" for letter in said) else "en"
    return check_statement(said, [Evidence("k1", quote, context or quote, title)], language=language)


def found(verdict: Verdict) -> set[str]:
    return {finding.check for finding in verdict.findings}


@pytest.mark.parametrize(
    ("said", "quote", "check_name"),
    [
        ("The dose is 20 mg.", "The dose is 10 mg.", "number"),
        ("The dose is 10 g.", "The dose is 10 mg.", "unit"),
        ("The dose is at most 10 mg.", "The dose is at least 10 mg.", "comparator"),
        ("The dose is 5-20 mg.", "The dose is 5-10 mg.", "range"),
        ("It took effect in May 2023.", "It took effect in May 2024.", "date"),
        ("Trelomab was effective.", "Trelomab was not effective.", "negation"),
        ("Trelomab is not safe.", "Trelomab is safe.", "negation"),
        ("Patients must stop.", "Patients may stop.", "modality"),
        ("本品可与酒精同服。", "本品不得与酒精同服。", "modality"),
        ("Stop treatment.", "Stop treatment if platelets fall.", "condition"),
        ("应停药。", "出现皮疹的，应停药。", "condition"),
        ("Zorubicin was effective.", "Trelomab was effective.", "drug"),
        ("Trelomab capsules are stored cold.", "Trelomab tablets are stored cold.", "dose_form"),
        ("Children take 5 mg.", "Adults take 5 mg.", "population"),
        ("Trelomab was better than control.", "Trelomab was better than placebo.", "comparator_arm"),
        ("血钾降低。", "血钾升高。", "direction"),
        ("Trelomab was effective and cheap.", "Trelomab was effective.", "coverage"),
    ],
)
def test_each_check_finds_its_fault(said: str, quote: str, check_name: str) -> None:
    verdict = check(said, quote)

    assert not verdict.supported
    assert check_name in found(verdict)
    assert found(verdict) <= set(CHECKS)


def test_a_quote_that_is_not_in_its_passage() -> None:
    assert "quote" in found(check("The dose is 5 mg.", "The dose is 5 mg.", context="The dose is 6 mg."))


def test_no_evidence_is_no_support() -> None:
    assert found(check_statement("The dose is 5 mg.", [], language="en")) == {"key"}


def test_a_quote_is_read_with_its_whole_sentence() -> None:
    verdict = check(
        "Trelomab is recommended in pregnancy.",
        "recommended in pregnancy",
        context="Trelomab is not recommended in pregnancy.",
    )

    assert found(verdict) == {"negation"}


def test_what_the_quote_leaves_unnamed_may_come_from_the_context() -> None:
    context = "Trelomab tablets\nThe dose is 5 mg once daily."

    assert check(
        "The dose of trelomab is 5 mg once daily.", "The dose is 5 mg once daily.", context
    ).supported


def test_a_number_of_the_context_supports_nothing() -> None:
    context = "Adults were enrolled in 2019.\nThe dose is 5 mg once daily. The maximum is 20 mg."

    assert not check("The dose is 20 mg once daily.", "The dose is 5 mg once daily.", context).supported


def test_several_pieces_of_evidence_support_together() -> None:
    evidence = [
        Evidence("k1", "Trelomab is given once weekly.", "Trelomab is given once weekly.", ""),
        Evidence("k2", "The dose of trelomab is 40 mg.", "The dose of trelomab is 40 mg.", ""),
    ]

    assert check_statement(
        "The dose of trelomab is 40 mg, given once weekly.", evidence, language="en"
    ).supported


def test_a_verbatim_sentence_always_passes() -> None:
    sentence = "除有禁忌证者外，不得不停药的患者，剂量应减至2.5～5 mg（每日1次），但不超过7个工作日。"

    assert check(sentence, sentence) == Verdict(supported=True, findings=(), coverage=1.0)


def pairs() -> list[dict[str, Any]]:
    return json.loads(PAIRS.read_text(encoding="utf-8"))


def test_pairs_written_by_hand() -> None:
    """Floors a little under what is measured; ``docs/evidence.md`` tells the figures of the first run too."""
    counts: Counter[tuple[bool, bool]] = Counter()
    for pair in pairs():
        verdict = check(pair["statement"], pair["evidence"])
        counts[pair["supported"], verdict.supported] += 1

    caught = counts[False, False] / (counts[False, False] + counts[False, True])
    passed = counts[True, True] / (counts[True, True] + counts[True, False])
    assert caught >= 0.97
    assert passed >= 0.9


def test_the_pairs_are_as_described() -> None:
    assert len(pairs()) >= 250
    assert {pair["language"] for pair in pairs()} == {"zh", "en"}
    assert 0.35 <= sum(pair["supported"] for pair in pairs()) / len(pairs()) <= 0.65
