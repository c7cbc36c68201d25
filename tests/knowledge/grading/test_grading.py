"""Studies, Oxford levels and the GRADE worksheet. The studies are invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evimed.errors import InputError
from evimed.ingest.parse import parse
from evimed.knowledge.grading.designs import design_of
from evimed.knowledge.grading.effects import Effect
from evimed.knowledge.grading.oxford import TYPES, level_of, level_of_study, question_type
from evimed.knowledge.grading.phrases import comparator_of, outcome_of, population_of
from evimed.knowledge.grading.rows import of_row, to_row
from evimed.knowledge.grading.sizes import read_number, size_of
from evimed.knowledge.grading.study import DESIGNS, read_study, registrations_in
from evimed.knowledge.grading.worksheet import (
    CERTAINTIES,
    DOMAINS,
    Step,
    certainty_of,
    large_effect,
    start_of,
    suggestions,
)
from evimed.knowledge.prepare import prepare

TRIAL = (
    "Trelomab in adults with asthma\n"
    "BACKGROUND: Previous meta-analyses have shown mixed results.\n"
    "METHODS: In this open-label randomized controlled trial, 212 adults with asthma were randomly assigned to trelomab"
    " (n=106) or placebo (n=106). The primary outcome was the rate of exacerbations at 12 months.\n"
    "RESULTS: Exacerbations were fewer compared with placebo (hazard ratio 0.81, 95% CI 0.60 to 1.09).\n"
    "Trial registration: NCT01234567. Funding: Example Pharma Ltd.\n"
)
CHINESE = (
    "替诺沙班治疗非瓣膜性房颤的随机双盲对照试验\n"
    "方法：共纳入 386 例非瓣膜性房颤患者，随机分为替诺沙班组和华法林组各 193 例。主要终点为卒中或体循环栓塞。\n"
    "结果：卒中风险低于华法林组（HR 0.78，95%CI 0.62～0.98）。注册号：ChiCTR2100012345。基金项目：某市科技计划。\n"
)


def test_a_trial_is_read_with_its_places():
    study = read_study(TRIAL, "Trelomab in adults with asthma", "abstract")

    assert study is not None
    assert study.design.name == "rct"
    assert study.size is not None
    assert study.size.number == 212
    assert [(e.value, e.low, e.high) for e in study.effects] == [(0.81, 0.60, 1.09)]
    assert [part.text for part in study.registrations] == ["NCT01234567"]
    assert study.funding is not None
    assert study.industry
    assert study.outcome is not None
    assert "exacerbations" in study.outcome.text
    for part in (study.population, study.comparator, study.outcome, study.funding):
        assert part is not None
        assert TRIAL[slice(*part.chars)] == part.text


def test_a_chinese_trial_is_read_too():
    study = read_study(CHINESE, "替诺沙班治疗非瓣膜性房颤的随机双盲对照试验", "abstract")

    assert study is not None
    assert study.design.name == "rct"
    assert study.size is not None
    assert study.size.number == 386
    assert [(e.value, e.low, e.high) for e in study.effects] == [(0.78, 0.62, 0.98)]
    assert [part.text for part in study.registrations] == ["ChiCTR2100012345"]
    assert study.retracted is None


@pytest.mark.parametrize(
    ("text", "design"),
    [
        ("We performed a systematic review and meta-analysis of 12 trials.", "systematic_review"),
        ("Twenty male Wistar rats were randomly assigned to two groups.", "animal"),
        ("We report the case of a 45-year-old man who developed jaundice.", "case_report"),
        ("A retrospective cohort study of 300 patients compared two drugs.", "cohort"),
        ("A case-control study was done with 50 patients and 50 controls.", "case_control"),
        ("A cross-sectional survey of 1200 nurses was carried out.", "cross_sectional"),
        ("HepG2 human cell lines were incubated with the compound in vitro.", "in_vitro"),
        ("A Markov decision-analytic model was built.", "model"),
        ("本研究为回顾性队列研究，比较两组患者的预后。", "cohort"),
        ("取雄性大鼠 40 只，随机分为 4 组。", "animal"),
        ("对 12 项随机对照试验进行荟萃分析，检索数据库至 2024 年。", "systematic_review"),
        ("报告 1 例报告：患者女，56 岁。", "case_report"),
    ],
)
def test_designs_by_their_own_words(text: str, design: str):
    found = design_of(text)

    assert found is not None
    assert found.name == design


def test_other_peoples_trials_are_not_its_own():
    assert design_of("Previous randomised controlled trials have shown a benefit.") is None


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("1,099", 1099),
        ("10 435", 10435),
        ("Fifty-eight", 58),
        ("Three thousand four hundred and ninety-four", 3494),
        ("Thirty-six thousand four hundred ninety-two", 36492),
    ],
)
def test_numbers_in_figures_and_words(words: str, number: int):
    assert read_number(words) == number


def test_ages_and_years_are_no_sizes():
    found = size_of(
        "METHODS: Patients aged 65 years seen between 2002 and 2012 were reviewed; 88 patients were included."
    )

    assert found is not None
    assert found.number == 88


@pytest.mark.parametrize(
    "number",
    [
        "NCT01234567",
        "ISRCTN12345678",
        "ChiCTR-TRC-12001234",
        "ACTRN12612000038897",
        "CTR20190001",
        "CRD42020123456",
    ],
)
def test_registration_numbers(number: str):
    assert [part.text for part in registrations_in(f"Registered as {number}.")] == [number]


@pytest.mark.parametrize("word", ["UMINATE", "NCTS", "NTRK", "NTR gene"])
def test_words_that_only_look_like_one(word: str):
    assert registrations_in(f"The {word} study.") == ()


# The rows of the table of 2011, by design.
OXFORD = {
    ("systematic_review", "therapy"): 1, ("rct", "therapy"): 2, ("cohort", "therapy"): 3, ("case_series", "therapy"): 4,
    ("case_control", "therapy"): 4, ("animal", "therapy"): 5, ("rct", "harm"): 2, ("cohort", "harm"): 3,
    ("cross_sectional", "diagnosis"): 2, ("case_control", "diagnosis"): 4, ("cohort", "prognosis"): 3, ("rct", "prognosis"): 3,
    ("case_series", "prognosis"): 4, ("systematic_review", "prevalence"): 2, ("cross_sectional", "prevalence"): 3,
    ("case_series", "prevalence"): 4, ("rct", "screening"): 2, ("in_vitro", "harm"): 5,
}  # fmt: skip


@pytest.mark.parametrize(("key", "level"), OXFORD.items())
def test_oxford_levels(key, level: int):
    assert level_of(*key) == level


def test_oxford_levels_that_hang_on_the_sample():
    assert level_of("cross_sectional", "prevalence", random_sample=True) == 1
    assert level_of("cohort", "prognosis", inception=True) == 2
    assert level_of("animal", "prevalence") is None
    assert level_of("animal", "prognosis") is None


def test_a_review_is_worth_what_it_reviews():
    text = "A systematic review of statins\nMETHODS: We searched MEDLINE and included 12 observational studies of adults."
    study = read_study(text, "A systematic review of statins", "abstract")
    assert study is not None
    assert [level_of_study(study, kind) for kind in ("therapy", "harm", "prognosis")] == [3, 3, 1]
    trials = read_study(
        f"{text} Nine randomized trials were pooled.", "A systematic review of statins", "abstract"
    )
    assert trials is not None
    assert level_of_study(trials, "therapy") == 1
    assert of_row(to_row(study).record) == study
    assert level_of("rct", "therapy", n_of_1=True) == 1


PARTS = (
    (TRIAL, "adults with asthma", "placebo", "rate of exacerbations"),
    (CHINESE, "非瓣膜性房颤患者", "华法林组", "卒中或体循环栓塞"),
    (
        "PATIENTS AND METHODS: Sixty women aged 20 to 40 years with migraine were enrolled. The control group had"
        " acetaminophen.\nMAIN OUTCOME MEASURES: Days with headache.\nRESULTS: 12 healthy men improved in a randomized study.",
        "Sixty women aged 20 to 40 years", "acetaminophen", "Days with headache",
    ),
    (
        "方法 选取2020年收治的2型糖尿病患者1 206例，随机分为甲组和乙组，对照组给予二甲双胍0.5 g。主要结局指标为糖化血红蛋白变化。结果 甲组下降。",
        "2型糖尿病患者1 206例", "二甲双胍0.5 g", "糖化血红蛋白变化",
    ),
)  # fmt: skip


@pytest.mark.parametrize(("text", "population", "comparator", "outcome"), PARTS)
def test_who_against_what_and_what_was_measured(text: str, population: str, comparator: str, outcome: str):
    study = read_study(text, "", "abstract")

    assert study is not None
    for part, words in (
        (study.population, population),
        (study.comparator, comparator),
        (study.outcome, outcome),
    ):
        assert part is not None
        assert text[slice(*part.chars)] == part.text
        assert words in part.text or part.text in words


@given(st.text(max_size=300))
def test_parts_of_any_text_stand_in_it(text: str):
    for part in (population_of(text, size_of(text)), comparator_of(text), outcome_of(text)):
        assert part is None or text[slice(*part.chars)] == part.text


@pytest.mark.parametrize(
    ("text", "design"),
    [
        ("患者男，43岁，因发热入院。本文报告1例药物超敏反应综合征。", "case_report"),
        ("基于Markov模型评价成本-效果。", "model"),
        ("回顾性分析9例患者的临床资料，总结其临床特点。术后随访6个月。", "case_series"),
    ],
)
def test_chinese_designs(text: str, design: str):
    found = design_of(text)
    assert found is not None
    assert found.name == design


def test_numbers_with_blanks_are_read():
    size = size_of("方法 入选患者1 206例，随机分为两组。")
    assert size is not None
    assert size.number == 1206


def test_every_design_has_a_level_for_treatment():
    assert all(level_of(design, "therapy") in range(1, 6) for design in DESIGNS)
    assert set(TYPES) == {"therapy", "harm", "diagnosis", "prognosis", "prevalence", "screening"}


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Does metformin reduce mortality?", "therapy"),
        ("阿司匹林能预防卒中吗？", "therapy"),
        ("华法林有哪些不良反应？", "harm"),
        ("What is the sensitivity of the test?", "diagnosis"),
        ("该病的患病率是多少？", "prevalence"),
        ("Should women be screened for BRCA?", "screening"),
        ("谁负责召开会议？", None),
    ],
)
def test_types_of_questions(question: str, kind):
    assert question_type(question) == kind


def test_grade_starts_by_design_and_moves_by_reason():
    assert start_of("rct") == "high"
    assert start_of("cohort") == "low"
    assert certainty_of("high", [Step("risk_of_bias", -1, "open label")]) == "moderate"
    assert certainty_of("low", [Step("large_effect", 2, "RR 6")]) == "high"
    assert (
        certainty_of("low", [Step("imprecision", -2, "wide"), Step("indirectness", -2, "rats")]) == "very low"
    )


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (Step("taste", -1, "x"), "grade_domain_unknown"),  # type: ignore[arg-type]
        (Step("imprecision", 1, "x"), "grade_step_invalid"),
        (Step("dose_response", 2, "x"), "grade_step_invalid"),
        (Step("imprecision", -1, " "), "grade_reason_missing"),
    ],
)
def test_a_step_that_is_none_is_refused(step: Step, code: str):
    with pytest.raises(InputError) as raised:
        certainty_of("high", [step])
    assert raised.value.code == code


def test_a_domain_moves_once():
    step = Step("imprecision", -1, "few")
    with pytest.raises(InputError, match="twice"):
        certainty_of("high", [step, step])


@given(
    st.sampled_from(CERTAINTIES),
    st.dictionaries(st.sampled_from(sorted(DOMAINS)), st.integers(0, 1), max_size=8),
)
def test_certainty_stays_on_its_scale(start, chosen):
    steps = [
        Step(domain, DOMAINS[domain][min(at, len(DOMAINS[domain]) - 1)], "why")
        for domain, at in chosen.items()
    ]
    place = CERTAINTIES.index(start) + sum(step.by for step in steps)

    assert CERTAINTIES.index(certainty_of(start, steps)) == max(0, min(3, place))


@pytest.mark.parametrize(
    ("effect", "by"),
    [
        (Effect("RR", 2.0, 1.5, 2.6, (0, 1)), 0),
        (Effect("RR", 2.1, 1.5, 2.6, (0, 1)), 1),
        (Effect("RR", 5.1, 3.0, 8.0, (0, 1)), 2),
        (Effect("odds ratio", 0.49, 0.3, 0.8, (0, 1)), 1),
        (Effect("HR", 0.19, 0.1, 0.4, (0, 1)), 2),
        (Effect("RR", 3.0, 0.9, 9.0, (0, 1)), 0),
        (Effect("mean difference", 9.0, 8.0, 10.0, (0, 1)), 0),
    ],
)
def test_large_effects(effect: Effect, by: int):
    assert large_effect(effect) == by


def test_suggestions_stand_on_words_of_the_text():
    study = read_study(TRIAL, "", "abstract")
    assert study is not None
    found = {one.domain: TRIAL[slice(*one.chars)] for one in suggestions(TRIAL, study)}

    assert set(found) == {"risk_of_bias", "imprecision"}
    assert "open-label" in found["risk_of_bias"]
    assert "0.60 to 1.09" in found["imprecision"]


def test_a_study_survives_the_store():
    for text in (TRIAL, CHINESE):
        study = read_study(text, "", "abstract")
        assert study is not None
        assert of_row(to_row(study).record) == study


def test_a_retracted_paper_says_so():
    study = read_study("RETRACTED ARTICLE: Trelomab in asthma\n" + TRIAL, "", "article")

    assert study is not None
    assert study.retracted is not None


def test_labels_and_guidelines_report_no_study():
    assert read_study(TRIAL, "", "label") is None
    assert read_study(TRIAL, "", "guideline") is None
    assert read_study(TRIAL, "", "report") is not None
    assert read_study(TRIAL + "x" * 20_000, "", "report") is None
    assert read_study(TRIAL + "x" * 20_000, "", "other") is None


def test_what_grades_recommendations_is_a_guideline_and_no_study():
    words = (
        "# Vitamin trelo for healthy adults: a statement\n\n"
        + "The committee recommends against trelo for preventing falls. (D recommendation)\n\n" * 8
        + "The committee commissioned a systematic review of 26 randomized controlled trials of trelo.\n"
    )

    assert read_study(words, "Vitamin trelo for healthy adults: a statement", "other") is not None
    prepared = prepare(parse(words.encode(), "trelo.md"), "0" * 64)
    assert prepared.guide is not None
    assert prepared.study is None
