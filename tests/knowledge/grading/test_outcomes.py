"""The main outcome of an abstract and its effects with their intervals. All of it is invented."""

from __future__ import annotations

import pytest

from evimed.knowledge.grading.effects import read_effects
from evimed.knowledge.grading.outcomes import english_outcome
from evimed.knowledge.grading.phrases import comparator_of

TOLD = (
    "Florapam for insomnia\nMETHODS: Adults were randomized to florapam or placebo. The primary outcome was"
    " total sleep time at 8 weeks. Falls were noted.\nRESULTS: Total sleep time rose. Falls were frequent.\n"
)
ASKED = (
    "Does evening light predict falls in nursing homes?\nAIM: We asked whether evening light predicts falls"
    " among residents.\nMETHODS: Light was measured at the bedside. Falls were recorded by nurses.\n"
    "RESULTS: Falls were rarer in bright rooms.\n"
)
BRACKETS = (
    "Trelomab in asthma\nMETHODS: A randomized trial. Outcomes after a year were exacerbation rate and lung"
    " function (primary outcomes), and cost (secondary outcome).\nRESULTS: Exacerbation rate fell.\n"
)
NOTHING = "A visit to the archive\nThe papers stand on four shelves. They were bound in 1911.\n"


@pytest.mark.parametrize(
    ("text", "outcome"),
    [(TOLD, "total sleep time"), (ASKED, "Falls"), (BRACKETS, "exacerbation rate"), (NOTHING, None)],
)
def test_the_main_outcome_is_told_or_comes_again(text: str, outcome: str | None) -> None:
    found = english_outcome(text)
    assert (found.text if found else None) == outcome or (
        found is not None and outcome is not None and outcome in found.text
    )
    if found is not None:
        assert text[slice(*found.chars)] == found.text


def test_a_bracket_is_not_left_open() -> None:
    text = (
        "Does zelkine affect bone density?\nMETHODS: Bone density (by scans of hip) was measured.\n"
        "RESULTS: Bone density fell."
    )
    found = english_outcome(text)
    assert found is not None
    assert found.text.count("(") == found.text.count(")")


@pytest.mark.parametrize(
    ("text", "effects"),
    [
        ("Falls rose (OR, 1.38; 95% CI, 1.19-1.60).", [(1.38, 1.19, 1.60)]),
        ("Odds ratio (OR) was 0.45 [95% confidence interval (CI) 0.21 to 0.97].", [(0.45, 0.21, 0.97)]),
        ("The OR was 10.6 [3.3-34.0].", [(10.6, 3.3, 34.0)]),
        (
            "Odds ratios (95% CI) were 1.98 (1.73-2.27) for cough, 1.79 (1.55-2.08) for wheeze.",
            [(1.98, 1.73, 2.27), (1.79, 1.55, 2.08)],
        ),
        ("HR 1.19 95 % CI 1.13-1.26; HR 1.11 95 % CI 1.06-1.17.", [(1.19, 1.13, 1.26), (1.11, 1.06, 1.17)]),
        ("An increase of 0.42 ± 0.05 mmHg (95% CI 0.32-0.52 mmHg) was seen.", [(0.42, 0.32, 0.52)]),
        ("coefficient = -1.40; 95% CI -3.91 to 1.10.", [(-1.40, -3.91, 1.10)]),
        ("风险比为 0.78（95%CI 0.62～0.98）。", [(0.78, 0.62, 0.98)]),
        ("Prevalence was 6.3% (95% CI 5.0-8.0).", []),
        ("The OR was 3.0 (95% CI 4.0-5.0).", []),  # outside its interval: misread
        ("The odds ratio was 2.5 in 12 (5-30) centres.", []),
        ("Mean age was 36 (20-44) years.", []),
    ],
)
def test_effects_are_read_as_they_are_printed(text: str, effects: list[tuple[float, float, float]]) -> None:
    found = list(read_effects(text))
    assert [(one.value, one.low, one.high) for one in found] == effects
    for one in found:
        assert f"{one.value:g}" in text[slice(*one.chars)]


@pytest.mark.parametrize(
    ("sentence", "comparator"),
    [
        ("We compared survival with those refusing the procedure.", "those refusing the procedure"),
        (
            "Ninety had falls, whereas 210 residents without falls were taken as controls.",
            "residents without falls",
        ),
        ("METHODS: Light was given (reference group: dim rooms).", "dim rooms"),
    ],
)
def test_comparators_by_what_they_did_not_get(sentence: str, comparator: str) -> None:
    found = comparator_of(f"Light and falls\n{sentence}\n")
    assert found is not None
    assert comparator in found.text
