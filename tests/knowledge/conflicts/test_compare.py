"""What is a conflict, and what is not."""

from __future__ import annotations

from itertools import permutations

import pytest

from evimed.ingest.parse import parse
from evimed.knowledge.concepts import features
from evimed.knowledge.conflicts.compare import differences, related
from evimed.knowledge.conflicts.views import Guide, guide_of, weights_of
from evimed.knowledge.describe import describe
from evimed.knowledge.entities.abbreviations import find_abbreviations
from evimed.knowledge.recommendations.extract import extract
from evimed.records import Document


def guide(title: str, body: str, *lines: str) -> Guide:
    items = "\n".join(f" - {line} ( Strong )" for line in lines)
    text = f"# {title}\n\n- developer: {body}\n\n## Major Recommendations\n\n{items}\n"
    parsed = parse(text.encode(), "guide.md")
    told = describe(parsed)
    records = extract(parsed, told.title or "", "guideline")
    document = Document(body, "l", title, body, "guideline", "en", "", 0, "", "")
    return guide_of(document, body, records, find_abbreviations(text))


def found(*lines: tuple[str, str]) -> list[str]:
    """Attributes in which two guides on hypertension differ."""
    one = guide("Guideline on hypertension", "First Society", *(first for first, _ in lines if first))
    other = guide("Management of hypertension", "Second College", *(second for _, second in lines if second))
    return [d.attribute for d in differences(one, other, weights_of((one, other)))]


@pytest.mark.parametrize(
    ("one", "other", "attribute"),
    [
        (
            "We recommend trelomab in adults with hypertension.",
            "We recommend against trelomab in adults with hypertension.",
            "direction",
        ),
        (
            "The panel recommends trelomab for patients with hypertension.",
            "The group is unable to recommend for or against trelomab in patients with hypertension.",
            "position",
        ),
        (
            "In adults aged 60 years or older, start treatment at a systolic blood pressure of 150 mm"
            " Hg or higher.",
            "We recommend treatment for patients 60 years and older with a systolic pressure ≥160 mmHg.",
            "threshold",
        ),
        (
            "Women aged 45 to 54 years should be screened with renography annually.",
            "The group recommends biennial screening with renography for women aged 50 to 74 years.",
            "interval",
        ),
        (
            "Women with a history of three or more ankle fractures should be offered trelomab.",
            "Trelomab can be considered in a patient with a history of ankle fracture.",
            "count",
        ),
        (
            "We recommend trelomab for ankle fracture; the course is 10 days.",
            "Ankle fracture should be treated with trelomab for five days.",
            "duration",
        ),
        (
            "Trelomab should be offered for ankle fracture at 80 to 90 mg/kg per day.",
            "Trelomab is the first choice for ankle fracture; 40 to 45 mg/kg per day suffices.",
            "dose",
        ),
        (
            "We recommend against estrogen, with or without progestogen, and against zorubicin.",
            "R25. Zorubicin or trelomab may be an appropriate first drug.",
            "direction",
        ),
        (
            "Renography may be used. Trelomab as a first test is not recommended.",
            "We recommend trelomab in patients with fracture.",
            "direction",
        ),
        (
            "Screening for frailty should begin at age 21 years.",
            "Start tests for frailty at 25 years.",
            "age",
        ),
        (
            "We recommend renography every 10 years, and trelodiagnosis every year.",
            "We suggest renography every 10 years and trelodiagnosis every 2 years.",
            "interval",
        ),
        ("Screening for frailty is not recommended.", "Consider testing for frailty.", "direction"),
        (
            "Patients with at least 2 previous relapses should receive trelomab.",
            "Offer trelomab to patients with four or more relapses.",
            "count",
        ),
    ],
)
def test_a_conflict(one: str, other: str, attribute: str):
    assert attribute in found((one, other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # other people
        (
            "We recommend trelomab in patients with diabetes.",
            "We recommend against trelomab in patients with gout.",
        ),
        # other ages
        (
            "In adults younger than 60 years, treat to a systolic blood pressure goal of <140 mmHg.",
            "In adults 60 years or older, treat to a systolic blood pressure goal of <150 mmHg.",
        ),
        # a rule and its exception
        (
            "We recommend trelomab in adults.",
            "We recommend against trelomab in patients with gout.",
        ),
        # another measure
        (
            "Treat to a systolic blood pressure goal of <140 mmHg.",
            "Treat to a diastolic blood pressure goal of <90 mmHg.",
        ),
        # where to begin and what to reach
        (
            "Start drug treatment at a systolic blood pressure of 150 mmHg or higher.",
            "Treat to a systolic blood pressure goal of <140 mmHg.",
        ),
        # another thing
        ("We recommend zorubicin.", "We recommend against trelomab."),
        # against too much of it, not against it
        ("We recommend trelomab.", "We recommend against trelomab above 90 mg."),
        # the extent of something is not whether it is done
        (
            "The extent of renal resection should include the margin.",
            "We suggest against renal resection.",
        ),
        # not before something, and when it has come
        ("Athletes should not return to play until they are free of symptoms.", "Return to play is advised."),
        # for other groups of age
        ("We recommend trelomab in children.", "We recommend against trelomab in older adults."),
        # looked for, not advised
        ("Screen patients for fracture and improper footwear.", "We suggest against footwear."),
        # two together, and each of them
        ("We recommend trelomab or zorubicin.", "Do not use trelomab and zorubicin together."),
        # by another means
        (
            "We recommend assessment of frailty.",
            "We recommend against assessment of frailty with renography.",
        ),
        # not always, and sometimes
        ("We recommend against routine trelomab.", "Give trelomab if the fracture is open."),
        # what is done at some occasion is not what is advised
        (
            "Inspect the skin at every repositioning.",
            "There is insufficient evidence to recommend repositioning.",
        ),
        # a dose for another use
        ("Give trelomab 80 mg/kg for fracture.", "Give trelomab 2 mg/kg to prevent gout."),
        # at least so long holds so long
        (
            "We recommend trelomab for ankle fracture for at least 5 days.",
            "Trelomab is recommended for ankle fracture for 7 days.",
        ),
        # the same
        ("We recommend trelomab in adults.", "Trelomab should be offered to adults."),
    ],
)
def test_no_conflict(one: str, other: str):
    assert found((one, other)) == []


def test_two_languages():
    one = guide(
        "Guideline on hypertension",
        "First Society",
        "In adults aged 65 to 79 years, treat to an office SBP <140 mmHg.",
    )
    text = (
        "# 高血压管理指南（2024 年版）\n\n东陆高血压协会\n\n## 一、靶目标\n\n65～79 岁，收缩压靶目标"
        " ＜130 mmHg（I 类，A 级）。\n"
    )
    parsed = parse(text.encode(), "指南.md")
    records = extract(parsed, "高血压管理指南", "guideline")
    document = Document("b", "l", "高血压管理指南", "b", "guideline", "zh", "", 0, "", "")
    other = guide_of(document, records[0].body, records, {})

    assert related(one, other)
    (difference,) = differences(one, other, weights_of((one, other)))
    assert difference.attribute == "threshold"
    assert difference.numbers is not None
    assert [number.low for number in difference.numbers] == [140, 130]


def test_what_is_compared():
    hypertension = guide("Guideline on hypertension", "A Society", "We recommend trelomab.")
    same_body = guide("Screening for gout", "A Society", "We recommend against trelomab.")
    other = guide("Treatment of asthma", "B College", "We recommend against trelomab.")
    version = guide("Guideline on hypertension", "A Society", "We recommend against trelomab.")

    assert not related(hypertension, same_body)
    assert not related(hypertension, other)
    assert related(hypertension, version)


def test_the_order_makes_no_difference():
    lines = [
        ("We recommend trelomab.", "We recommend against trelomab."),
        (
            "Treat to a systolic blood pressure goal of <140 mmHg.",
            "Treat to a systolic blood pressure goal of <150 mmHg.",
        ),
    ]
    assert {frozenset(found(*order)) for order in permutations(lines)} == {
        frozenset(("direction", "threshold"))
    }


def test_one_thing_in_two_languages_is_one_feature():
    (one,) = features("systolic blood pressure")

    assert features("收缩压") == [one]
    assert features("XYP", {"XYP": "systolic blood pressure"}) == [one]


def test_as_many_earlier_events_are_no_conflict():
    one = "Women with a history of two or more ankle fractures should be offered trelomab."
    assert "count" not in found((one, "Offer trelomab to patients with at least 2 ankle fractures."))


def test_a_lower_goal_for_some_is_a_conflict_with_who_makes_no_difference():
    general = "Adults should be treated to a systolic blood pressure goal of <150 mmHg."
    narrow = "Adults with retinopathy should be treated to a systolic blood pressure goal of <130 mmHg."
    own = "Adults with retinopathy should be treated to a systolic blood pressure goal of <135 mmHg."
    assert found((narrow, general)) == ["threshold"]
    # Who has a number of their own for them is compared by that number alone.
    assert found((narrow, general), ("", own)) == ["threshold"]
    assert found((narrow, general), ("", narrow)) == []


def test_screening_for_one_thing_says_nothing_of_screening_for_another():
    one = "The group recommends against screening for gout outside of a cardiovascular risk assessment."
    other = "We recommend screening for anaemia as part of a cardiovascular risk assessment."
    assert found((one, other)) == []


def test_counselling_about_a_disease_is_no_version_of_screening_for_it() -> None:
    line = "The society recommends trelomab in adults with melanoma."
    screening = guide("Final statement: melanoma: screening", "First Society", line)
    counselling = guide("Final statement: melanoma prevention: behavioral counseling", "First Society", line)
    later = guide("Screening for melanoma: recommendation statement", "First Society", line)

    assert not related(screening, counselling)
    assert related(screening, later)
    assert related(screening, guide("Behavioral counseling about melanoma", "Second College", line))
