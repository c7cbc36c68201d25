"""Several studies of one question: what printed effects come to, and what each domain is given."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evimed.knowledge.grading.body import Body, Finding, Member, choose, weigh
from evimed.knowledge.grading.effects import Effect
from evimed.knowledge.grading.pooling import (
    Estimate,
    apart,
    chi_square_tail,
    estimate_of,
    inverted,
    measure_of,
    pool,
    side_of,
)
from evimed.knowledge.grading.study import read_study

TRIAL = (
    "Trelomab {name}: a randomised controlled trial\n"
    "Methods: {size} adults with asthma were randomly assigned to trelomab or placebo."
    " The primary outcome was exacerbation of asthma. {more}\n"
    "Results: Exacerbations fell (hazard ratio {hr}, 95% CI {low} to {high}). Mortality did not differ"
    " (hazard ratio 1.02, 95% CI 0.70 to 1.49).\n"
)


def member(
    name: str, hr: float, low: float, high: float, *, size: int = 900, more: str = "", outcome: str = ""
) -> Member:
    text = TRIAL.format(name=name, hr=hr, low=low, high=high, size=size, more=more)
    study = read_study(text, text.splitlines()[0], "abstract")
    assert study is not None
    return Member(name, text, study, choose(text, study, outcome))


def found(body: Body, domain: str) -> dict[str, Finding]:
    return {one.why: one for one in body.findings if one.domain == domain}


def test_measures_are_known_by_their_names() -> None:
    names = {
        "adjusted hazard ratio": "HR", "aOR": "OR", "RR": "RR", "incidence rate ratio": "IRR", "WMD": "MD",
        "standardised mean difference": "SMD", "优势比": "OR", "均数差": "MD", "kappa": None,
    }  # fmt: skip
    assert {name: measure_of(name) for name in names} == names


def test_an_interval_gives_its_standard_error() -> None:
    effect = Effect("OR", 2.0, 1.0, 4.0, (0, 1))
    told = estimate_of(effect, "OR 2.0, 95% CI 1.0-4.0")
    assert told is not None
    assert (told.at, told.error) == pytest.approx((math.log(2), math.log(4) / (2 * 1.959964)))
    wider = estimate_of(effect, "OR 2.0, 90% CI 1.0-4.0")
    assert wider is not None
    assert wider.error == pytest.approx(math.log(4) / (2 * 1.644854))


@pytest.mark.parametrize(
    "effect",
    [
        Effect("OR", 2.0, 1.9, 9.0, (0, 1)),  # its interval is another's
        Effect("OR", 2.0, 0.0, 4.0, (0, 1)),
        Effect("MD", 9.0, 1.0, 4.0, (0, 1)),
        Effect("kappa", 0.5, 0.4, 0.6, (0, 1)),
        Effect("RR", 1.0, 1.0, 1.0, (0, 1)),
    ],
)
def test_what_does_not_fit_together_is_not_added_up(effect: Effect) -> None:
    assert estimate_of(effect, "") is None


def test_the_pool_is_that_of_the_papers() -> None:
    """Worked by hand: two estimates of equal error, a distance of d apart, have Q = d²/(2 s²)."""
    near = pool([Estimate("MD", 1.0, 0.5), Estimate("MD", 2.0, 0.5)])
    assert near is not None
    assert (near.q, near.i2) == pytest.approx((2.0, 50.0))
    assert near.value == pytest.approx(1.5)
    # τ² = (Q − 1)/C with C = Σw − Σw²/Σw = 8 − 32/8 = 4: 0.25; each weight 1/(0.25 + 0.25) = 2
    assert near.high - near.value == pytest.approx(1.959964 / math.sqrt(4))
    assert near.p == pytest.approx(math.erfc(1.0))
    assert pool([Estimate("MD", 1.0, 0.5)]) is None
    assert pool([Estimate("MD", 1.0, 0.5), Estimate("SMD", 1.0, 0.5)]) is None


@pytest.mark.parametrize(
    ("q", "free", "p"), [(3.841459, 1, 0.05), (5.991465, 2, 0.05), (11.0705, 5, 0.05), (18.30704, 10, 0.05)]
)
def test_the_tail_of_chi_square_is_that_of_the_tables(q: float, free: int, p: float) -> None:
    assert chi_square_tail(q, free) == pytest.approx(p, rel=1e-4)


_AT = st.floats(-3, 3)
_ERROR = st.floats(0.05, 2)


@given(st.lists(st.tuples(_AT, _ERROR), min_size=2, max_size=8), st.randoms())
def test_order_and_turned_groups_change_nothing(values: list[tuple[float, float]], random: object) -> None:
    made = [Estimate("OR", at, error) for at, error in values]
    told = pool(made)
    assert told is not None
    assert told.low <= told.value <= told.high
    assert 0 <= told.i2 <= 100
    assert 0 <= told.p <= 1
    shuffled = list(made)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    again = pool(shuffled)
    turned = pool([Estimate("OR", -one.at, one.error) for one in made])
    assert again is not None
    assert turned is not None
    assert again.value == pytest.approx(told.value)
    assert (turned.value, turned.i2) == pytest.approx((1 / told.value, told.i2), abs=1e-6)


@given(st.floats(0.05, 20), st.floats(1.01, 4))
def test_an_effect_turned_twice_is_itself(value: float, width: float) -> None:
    effect = Effect("OR", value, value / width, value * width, (0, 1))
    again = inverted(inverted(effect))
    assert (again.value, again.low, again.high) == pytest.approx((effect.value, effect.low, effect.high))
    sides = {"below": "above", "above": "below", "unclear": "unclear"}
    assert side_of(inverted(effect)) == sides[side_of(effect)]


def test_intervals_that_share_nothing_are_pairs() -> None:
    effects = [Effect("OR", v, v - 0.1, v + 0.1, (0, 1)) for v in (0.5, 0.65, 1.5)]
    assert apart(effects) == [(0, 2), (1, 2)]


def test_the_effect_of_an_outcome_is_that_whose_sentence_names_it() -> None:
    one = member("A", 0.7, 0.5, 0.98)
    assert choose(one.text, one.study, "") == 0
    assert choose(one.text, one.study, "mortality") == 1
    assert choose(one.text, one.study, "exacerbations") == 0
    assert choose(one.text, one.study, "quality of life") is None


def test_studies_that_agree_move_nothing() -> None:
    body = weigh([member("A", 0.7, 0.55, 0.89), member("B", 0.72, 0.58, 0.89), member("C", 0.68, 0.5, 0.92)])
    assert body.start == "high"
    assert not [one for one in body.findings if one.by]
    agree = found(body, "inconsistency")["body_agree"]
    assert (agree.values["i2"], agree.values["below"], agree.values["apart"]) == (0, 3, 0)
    assert [cite.document for cite in agree.cites] == ["A", "B", "C"]
    assert body.pooled is not None
    assert body.pooled.value == pytest.approx(0.705, abs=0.01)
    domains = {one.domain for one in body.findings}
    assert domains == {"risk_of_bias", "inconsistency", "indirectness", "imprecision", "publication_bias"}


def test_studies_against_each_other_are_told_with_their_pairs() -> None:
    body = weigh([member("A", 0.5, 0.4, 0.62), member("B", 1.8, 1.4, 2.31), member("C", 0.95, 0.7, 1.29)])
    against = found(body, "inconsistency")["body_against"]
    assert against.by == -2
    assert (against.values["below"], against.values["above"], against.values["unclear"]) == (1, 1, 1)
    assert against.values["apart"] == 3
    assert int(str(against.values["i2"])) > 90
    assert against.values["p"] == "<0.001"
    # It is wide because they differ: that moves the certainty once.
    assert found(body, "imprecision")["body_wide_by_spread"].by == 0


def test_an_interval_that_leaves_all_open_is_imprecise() -> None:
    body = weigh([member("A", 0.9, 0.5, 1.62), member("B", 1.05, 0.6, 1.84)])
    assert found(body, "inconsistency")["body_agree"].by == 0
    assert found(body, "imprecision")["body_wide"].by == -2


def test_small_open_trials_are_few_and_biased() -> None:
    open_label = "The trial was open-label."
    body = weigh(
        [
            member("A", 0.7, 0.55, 0.89, size=120, more=open_label),
            member("B", 0.72, 0.58, 0.89, size=140, more=open_label),
            member("C", 0.71, 0.56, 0.9, size=100),
        ]
    )
    bias = found(body, "risk_of_bias")["body_bias"]
    assert (bias.by, bias.values["count"], len(bias.cites)) == (-1, 2, 2)
    few = found(body, "imprecision")["body_few"]
    assert (few.by, few.values["people"]) == (-1, 360)


def test_one_trial_reported_twice_counts_once() -> None:
    same = "Registered as NCT01234567."
    pair = [member("A", 0.7, 0.55, 0.89, more=same), member("B", 0.7, 0.55, 0.89, more=same)]
    body = weigh([*pair, member("C", 0.8, 0.6, 1.07)])
    assert body.pooled is not None
    assert body.pooled.studies == 2
    (doubt,) = body.doubts
    assert (doubt.why, doubt.values["number"], len(doubt.cites)) == ("body_same_trial", "NCT01234567", 2)


def test_what_differs_in_kind_is_told_and_not_added_up() -> None:
    cohort = (
        "Trelomab and asthma: a cohort study\n"
        "Methods: In this prospective cohort study we followed 5,120 adults.\n"
        "Results: Exacerbations were fewer (odds ratio 0.60, 95% CI 0.45 to 0.80).\n"
    )
    study = read_study(cohort, "", "abstract")
    assert study is not None
    body = weigh([member("A", 0.7, 0.55, 0.89), Member("D", cohort, study, 0)])
    assert (body.start, body.pooled) == ("low", None)
    assert {one.why for one in body.doubts} == {"body_mixed", "body_several_measures"}
    assert "body_no_i2" in found(body, "inconsistency")
    assert found(body, "opposing_confounding")


def test_large_effects_of_cohorts_may_raise() -> None:
    made: list[Member] = []
    for name, value, low, high in (("D", 3.1, 2.4, 4.0), ("E", 2.8, 2.1, 3.73)):
        text = (
            f"Zelkine and falls {name}: a cohort study\n"
            "Methods: In this cohort study we followed 2,000 adults.\n"
            f"Results: Falls were more frequent (odds ratio {value}, 95% CI {low} to {high}),"
            " with a dose-response relationship.\n"
        )
        study = read_study(text, "", "abstract")
        assert study is not None
        made.append(Member(name, text, study, 0))
    body = weigh(made)
    assert found(body, "large_effect")["body_large"].by == 1
    assert found(body, "dose_response")["body_dose"].values["count"] == 2


def test_turned_groups_count_turned() -> None:
    first = member("A", 0.5, 0.4, 0.62)
    other = member("B", 2.0, 1.6, 2.5)
    turned = Member(other.document, other.text, other.study, other.chosen, inverse=True)
    assert "body_against" in found(weigh([first, other]), "inconsistency")
    assert "body_agree" in found(weigh([first, turned]), "inconsistency")
