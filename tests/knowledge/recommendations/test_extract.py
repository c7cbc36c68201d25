"""Recommendations are read with their parts, each at its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evimed.ingest.parse import parse
from evimed.knowledge.describe import describe
from evimed.knowledge.recommendations.directions import direction_of, is_about
from evimed.knowledge.recommendations.durations import durations_in
from evimed.knowledge.recommendations.extract import extract, statements
from evimed.knowledge.recommendations.quantities import INFINITE, ages_in, intervals_in, quantities_in
from evimed.knowledge.recommendations.strengths import column_strength, line_strength, strengths_in
from evimed.records import Recommendation

LONG = "This file has lines that nobody would wrap, so that each is a paragraph of its own. " * 4
GUIDE = f"""# Clinical guideline on the care of velpitis

- developer: Lindmark Society of Velpology (LSV)

## Major Recommendations

The strength of recommendation ( Strong, Weak ) is defined at the end of the document. {LONG}
 Screening
 - The LSV recommends annual screening for velpitis in adults aged 40 to 64 years. ( Strong )
 - The panel suggests against trelomab in patients younger than 18 years. ( Weak )
 - There is insufficient evidence to recommend for or against exercise.
 ( Weak )
 - Offer zorubicin to women 50 years and older with a systolic pressure of 150 mm Hg or higher. ( Strong )
 Many organizations recommend screening from birth.
 Clinicians should know that velpitis is rare.
 Definitions
 Strong
 The LSV recommends the service.
"""


def read(text: str, name: str = "guide.md") -> list[Recommendation]:
    parsed = parse(text.encode(), name)
    told = describe(parsed)
    return extract(parsed, told.title or "", told.kind)


def test_the_recommendations_of_a_guideline_and_nothing_else():
    found = read(GUIDE)

    assert [one.direction for one in found] == ["for", "against", "insufficient", "for"]
    assert [one.weight for one in found] == ["strong", "weak", "weak", "strong"]
    assert {one.body for one in found} == {"Lindmark Society of Velpology (LSV)"}
    assert {one.heading for one in found} == {"Screening"}


def test_the_parts_of_one():
    first, _, _, last = read(GUIDE)

    assert [(n.kind, n.low, n.high) for n in first.numbers] == [("age", 40, 64), ("interval", 12, 12)]
    assert first.population is not None
    assert first.population.text == "adults aged 40 to 64 years"
    assert first.intervention is not None
    assert "screening for velpitis" in first.intervention.text
    assert [(n.kind, n.relation, n.low, n.unit) for n in last.numbers if n.kind != "age"] == [
        ("threshold", ">", 150, "mmhg")
    ]


def test_every_part_stands_at_its_place():
    parsed = parse(GUIDE.encode(), "guide.md")
    for one in read(GUIDE):
        assert one.text in parsed.text[slice(*one.chars)]
        for part in (one.population, one.intervention, one.comparator, one.outcome):
            if part is not None:
                assert parsed.text[slice(*part.chars)].strip() == part.text.strip()
        for number in one.numbers:
            assert one.chars[0] <= number.chars[0] < number.chars[1] <= one.chars[1]


def test_chinese_sentences_and_rows():
    text = (
        "# 韦尔病诊疗指南（2024 年版）\n\n北岭医学会（BLM）\n\n## 一、治疗\n\n"
        "65 岁及以上患者首选替诺片（I 类，A 级）。"
        "β 药不作为首选（III 类，B 级）；每 3 个月随访一次（IIa 类，C 级）。\n"
    )
    found = read(text)

    assert [(one.direction, one.strength.value if one.strength else "") for one in found] == [
        ("for", "I 类，A 级"),
        ("against", "III 类，B 级"),
        ("for", "IIa 类，C 级"),
    ]
    assert found[0].body == "北岭医学会（BLM）"
    assert [(n.kind, n.low) for one in found for n in one.numbers] == [("age", 65), ("interval", 3)]


def test_other_documents_have_none():
    text = "We found that patients should be treated. Studies suggest that it is recommended."
    parsed = parse(text.encode(), "paper.txt")

    assert extract(parsed, "A trial", "abstract") == []
    assert read("Nothing of the kind stands here.", "note.txt") == []


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("The committee cannot recommend acupuncture.", "against"),
        ("The panel does not recommend for or against acetylcysteine.", "neutral"),
        ("The work group is unable to recommend for or against manual therapy.", "insufficient"),
        (
            "Current evidence is insufficient to assess the balance of benefits and harms of screening.",
            "insufficient",
        ),
        ("There is insufficient evidence for diet. However, the panel suggests weight loss.", "for"),
        ("The panel suggests not offering phosphate binders.", "against"),
        ("Nerve decompression is not recommended.", "against"),
        ("Do not use an ACEI and an ARB together.", "against"),
        ("Oral steroids should be offered.", "for"),
        ("Cerclage may be considered in women with a short cervix.", "for"),
        ("不推荐常规使用抗生素。", "against"),
        ("证据不足，无法作出推荐意见。", "insufficient"),
        ("建议每年筛查一次。", "for"),
        ("舒张压不宜低于 60 mmHg。", "for"),
        ("Magnets: Not Recommended, Evidence (C).", "against"),
        ("Use of a filter in these patients is recommended against (1B).", "against"),
        ("No probiotic can be recommended.", "against"),
        ("Neither SSRIs nor tricyclics should be used.", "against"),
        ("Ulipristal should no longer be prescribed.", "against"),
        ("Metformin must be stopped when eGFR drops below 30.", "against"),
        # Two negations make a yes, and whom it is not for is not what is advised.
        ("Hysterectomy should not be delayed.", "for"),
        ("Closure may be considered where anticoagulation is contraindicated.", "for"),
        ("Raloxifene should be offered to women in whom bisphosphonates are not tolerated.", "for"),
        ("无需常规检测，建议停用。", "against"),
        ("No individual NSAID is recommended over another.", "neutral"),
        ("Each may be used, and none of the three is preferred.", "neutral"),
        ("The sky is blue.", None),
        ("受体激动剂产生反应。", None),
    ],
)
def test_which_way_a_sentence_advises(text: str, direction: str | None):
    assert direction_of(text) == direction


@pytest.mark.parametrize(
    "text",
    [
        "This recommendation applies to adults aged 18 years or older.",
        "Recent evidence suggests that the service helps.",
        "Several professional organizations recommend testing.",
        "The Task Force has issued several recommendations on screening.",
    ],
)
def test_sentences_about_recommendations_give_none(text: str):
    assert is_about(text)


@pytest.mark.parametrize(
    ("mark", "body", "scheme", "weight"),
    [
        ("( B recommendation )", "U.S. Preventive Services Task Force", "USPSTF", "none"),
        ("( Strong for; Reviewed, New-added )", "Department of Veterans Affairs", "VA/DoD", "strong"),
        ("( Weak; Low )", "x", "GRADE", "weak"),
        ("( Grade 1B )", "x", "GRADE", "strong"),
        ("( 2 | ++OO )", "x", "GRADE", "weak"),
        ("(Conditional recommendation, Very low quality of evidence)", "x", "GRADE", "weak"),
        ("(Class IIa, Level B)", "European Society of Cardiology", "ESC", "weak"),
        ("（I 类，A 级）", "某学会", "COR/LOE", "strong"),
        ("（1A 类证据，I 级推荐）", "中国临床肿瘤学会（CSCO）", "CSCO", "strong"),
        ("(COR 3: Harm, LOE B-R)", "American Heart Association", "ACC/AHA", "none"),
        ("(Class III: No Benefit, Level of Evidence B)", "American Heart Association", "ACC/AHA", "none"),
        ("(COR 1, LOE B-R)", "American Heart Association (AHA)", "ACC/AHA", "strong"),
        ("（强推荐，低质量证据）", "x", "GRADE", "strong"),
        ("[EO]", "x", "native", "none"),
        ("( II-3C )", "x", "native", "none"),
        ("( recommendation category: A, evidence type: 3 )", "x", "native", "none"),
    ],
)
def test_schemes_of_strength(mark: str, body: str, scheme: str, weight: str):
    (found,) = strengths_in(f"Do this. {mark}", body)

    assert (found.grade.scheme, found.weight) == (scheme, weight)


@pytest.mark.parametrize(
    "text", ["(see Table 2)", "(n = 40)", "(A)", "(SBP)", "(high risk)", "(I)", "（图 1）"]
)
def test_other_brackets_are_no_marks(text: str):
    assert list(strengths_in(text, "x")) == []


def test_marks_on_lines_and_in_columns():
    line = line_strength("Strength of Recommendation: Inconclusive", "x")
    assert line is not None
    assert line.grade.value == "Inconclusive"
    against = line_strength("Recommendation (against) based on observational studies", "x")
    assert against is not None
    assert against.against
    row = column_strength("Class I, Level A", "x")
    assert row is not None
    assert row.weight == "strong"
    assert line_strength("A sentence like any other.", "x") is None


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("women aged 50 to 74 years", 50, 74),
        ("adults 60 years and older", 60, INFINITE),
        ("patients younger than 60 years", 0, 60),
        ("between the ages of 40 and 49 years", 40, 49),
        ("children ages 6 to 24 months", 0.5, 2),
        ("65～79 岁", 65, 79),
        ("≥80 岁", 80, INFINITE),
        ("18 岁以下患者", 0, 18),
        ("starting at age 45 years", 45, INFINITE),
        ("Start tests for frailty at 25 years", 25, INFINITE),
        ("may stop tests at 75 years", 0, 75),
        ("discontinue at age 75", 0, 75),
        ("from 6 months of age", 0.5, INFINITE),
        ("infants below 24 months", 0, 2),
    ],
)
def test_ages(text: str, low: float, high: float):
    (age,) = ages_in(text)

    assert (age.low, age.high) == (low, high)


@pytest.mark.parametrize(
    "text", ["a life expectancy of 10 years or longer", "for 5 to 10 years", "over the past 20 years"]
)
def test_other_years_are_no_ages(text: str):
    assert ages_in(text) == []


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("annually", 12),
        ("biennial screening", 24),
        ("every other year", 24),
        ("every 3 months", 3),
        ("每 6 个月", 6),
        ("每年一次", 12),
    ],
)
def test_intervals(text: str, months: float):
    (interval,) = intervals_in(text)

    assert interval.low == months


def test_a_range_of_intervals():
    (interval,) = intervals_in("re-evaluated every 1 to 3 months")

    assert (interval.low, interval.high) == (1, 3)


def test_thresholds_and_targets():
    start, goal = quantities_in(
        "treat at a systolic blood pressure of 150 mm Hg or higher to a goal of <140 mmHg"
    )

    assert (start.role, start.relation, start.low) == ("threshold", ">", 150)
    assert (goal.role, goal.relation, goal.low) == ("target", "<", 140)
    assert [q.low for q in quantities_in("a goal of <140/90 mmHg")] == [140, 90]


@given(
    st.text(
        alphabet=st.sampled_from(
            "患者应不推荐建议（I类A级）。 (Strong) should not recommend 40 to 50 years\n-"
        ),
        max_size=200,
    )
)
def test_nothing_makes_it_fail(text: str):
    document = f"# guideline\n\n{text}\n"
    parsed = parse(document.encode(), "guide.md")
    for one in extract(parsed, "guideline", "guideline"):
        assert 0 <= one.chars[0] < one.chars[1] <= len(parsed.text)


def test_bare_letters_grade_where_they_close_several_statements():
    lines = (
        "Velpitis should be treated with trelomab. ( A )",
        "Women with velpitis should be seen again. (B)",
        "A brace (B) helps no one and must be avoided. (A)",
    )
    found = read("# Guideline on velpitis\n\n" + "\n".join(f" {line}" for line in lines) + "\n")

    assert [one.strength.value if one.strength is not None else None for one in found] == ["A", "B", "A"]
    assert [one.direction for one in found] == ["for", "for", "against"]


def test_a_heading_that_defines_a_disease_ends_nothing():
    text = GUIDE.replace(" Screening\n", " Definition and Examination\n")
    assert len(read(text)) == len(read(GUIDE))


def test_questions_and_answers_that_are_headed_as_recommendations_are_a_guideline():
    asked = GUIDE.replace(
        " Screening\n", " Q: Who is screened?\n A: As follows.\n Q: And who is not?\n A: See below.\n"
    )
    assert [one.direction for one in read(asked)] == [one.direction for one in read(GUIDE)]


def test_a_grade_on_a_line_of_its_own_is_no_statement():
    parsed = parse(GUIDE.encode(), "guide.md")
    told = describe(parsed)
    assert not [
        one.text for one in statements(parsed, told.title or "", told.kind) if one.text.startswith("(")
    ]


def test_a_line_that_tells_the_grades_is_no_recommendation():
    found = read(
        "# Guideline on velpitis\n\nRatings combine a class ( I, IIa, IIb, III ) with a level ( A, B ).\n"
        "We recommend trelomab. ( Class I, Level B )\nWe suggest exercise. ( Class IIa, Level C )\n"
        "Zorubicin should not be used. ( Class III, Level A )\n"
    )
    assert [one.text for one in found] == [
        "We recommend trelomab.",
        "We suggest exercise.",
        "Zorubicin should not be used.",
    ]


def test_ungraded_advice_beside_graded_is_an_aside():
    parsed = parse(GUIDE.encode(), "guide.md")
    told = describe(parsed)
    asides = [one for one in statements(parsed, told.title or "", told.kind) if one.aside]

    assert [one.text for one in asides] == ["Clinicians should know that velpitis is rare."]
    assert all(one.strength is None for one in asides)


@pytest.mark.parametrize(
    ("text", "days", "relation"),
    [
        ("a 10-day course of trelomab", (10, 10), "="),
        ("A course of five days suffices", (5, 5), "="),
        ("a minimum of 10 to 14 days", (10, 14), ">"),
        ("extended up to 35 days from surgery", (35, 35), "<"),
        ("given for 2 years", (730, 730), "="),
        ("疗程为 14 天", (14, 14), "="),
        ("至少继续使用 2 周", (14, 14), "="),
    ],
)
def test_durations(text: str, days: tuple[float, float], relation: str):
    assert [(one.low, one.high, one.relation) for one in durations_in(text)] == [(*days, relation)]


@pytest.mark.parametrize(
    "text",
    ["children with otalgia for 3 days", "a life expectancy of 10 years", "aged 5 years", "2 years old"],
)
def test_other_times_are_no_durations(text: str):
    assert durations_in(text) == []
