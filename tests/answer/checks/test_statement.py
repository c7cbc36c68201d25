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


@pytest.mark.parametrize(
    ("name", "caught", "passed"),
    [("support_pairs_blind.json", 61, 51), ("support_pairs_blind2.json", 27, 25)],
)
def test_blind_pairs(name: str, caught: int, passed: int) -> None:
    """As above, of sets that were frozen before they were run; first runs are in ``docs/evidence.md``."""
    counts: Counter[tuple[bool, bool]] = Counter()
    for pair in json.loads(PAIRS.with_name(name).read_text(encoding="utf-8")):
        title = pair.get("title", "")
        verdict = check(pair["statement"], pair["evidence"], f"{title}\n{pair['evidence']}", title)
        counts[pair["supported"], verdict.supported] += 1
    assert counts[False, False] >= caught
    assert counts[True, True] >= passed


@pytest.mark.parametrize(
    ("said", "quote"),
    [
        ("Rash.", "Rash occurred in 7% of patients."),
        ("35 days.", "The course is 35 days."),
        ("皮疹。", "7%的患者出现皮疹。"),
        ("跳过本次剂量。", "漏服超过8小时的，跳过本次剂量。"),
        ("Skip it.", "Take it within 8 hours; otherwise skip it."),
        ("Trelomab was effective.", "Trelomab was effective in the subgroup with high expression."),
        ("企业可以变更场地。", "经批准后，企业可以变更场地。"),
        ("The dose may be raised.", "The dose may be raised when tolerated."),
        ("Skip the missed dose.", "If a dose is missed by more than 8 hours, skip the missed dose."),
        ("主要终点为缓解率。", "主要终点为生存率，次要终点为缓解率。"),
        ("The dose may be doubled.", "Depending on tolerability, the dose may be doubled."),
        ("剂量可加倍。", "视耐受情况，剂量可加倍。"),
        ("泽鲁单抗降低复发。", "泽鲁单抗似乎降低复发。"),
        ("复发少见。", "40岁以下人群中复发少见。"),
    ],
)
def test_what_limits_a_sentence_may_not_be_left_out_and_a_bare_word_says_nothing(
    said: str, quote: str
) -> None:
    assert not check(said, quote).supported


@pytest.mark.parametrize(
    ("said", "quote", "title"),
    [
        ("培罗替定的推荐剂量为 75 mg。", "推荐剂量为 75 mg。", "欧立文®（培罗替定片）说明书"),
        ("欧立文应整片吞服。", "本品应整片吞服。", "欧立文®（培罗替定片）说明书"),
        ("Orlivane must not be split.", "Do not split the tablets of Orlivane.", ""),
        ("Patients should take one tablet a day.", "Take one tablet a day.", ""),
        ("Patients treated with trelomab had relapses.", "Patients receiving trelomab had relapses.", ""),
        ("重度肝功能不全患者应避免使用。", "重度肝功能不全患者应避免使用。", ""),
        (
            "The primary endpoint was survival.",
            "The primary endpoint was survival; the other was response.",
            "",
        ),
        ("Survival was the endpoint.", "At week 24, survival was the endpoint.", ""),
    ],
)
def test_what_a_writer_does_to_a_sentence_passes(said: str, quote: str, title: str) -> None:
    assert check(said, quote, f"{title}\n{quote}", title).supported


_BETTER = "Survival of second kidney transplantations was better than survival of second pancreas grafts."
_TURNED = "Survival of second kidney survival was better than transplantations of second pancreas grafts."


@pytest.mark.parametrize(
    ("said", "quote", "passes"),
    [
        (_TURNED, _BETTER, False),
        ("In Sando females were heavier than rats.", "In Sando rats were heavier than females.", False),
        ("Rats were heavier than females.", "All rats were heavier than the females.", True),
    ],
)  # fmt: skip
def test_what_is_compared_may_not_change_places(said: str, quote: str, passes: bool) -> None:
    assert check(said, quote).supported is passes


@pytest.mark.parametrize(
    ("said", "quote"),
    [
        ("应当查验疫苗接种证，发现未接种的应当报告。", "应当查验预防接种证，发现未接种的应当报告。"),
        ("大型医疗设备影响医疗费用，是大型医疗器械。", "大型医用设备影响医疗费用，是大型医疗器械。"),
    ],
)  # fmt: skip
def test_a_chinese_name_in_other_words_whose_parts_stand_elsewhere(said: str, quote: str) -> None:
    assert check(said, quote).supported
    assert not check(said.replace("报告", "登记").replace("影响", "免除"), quote).supported


def test_the_pairs_are_as_described() -> None:
    assert len(pairs()) >= 250
    assert {pair["language"] for pair in pairs()} == {"zh", "en"}
    assert 0.35 <= sum(pair["supported"] for pair in pairs()) / len(pairs()) <= 0.65
