"""Naranjo, WHO-UMC, Bradford Hill and the language of causes. The cases are invented."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evimed.errors import InputError
from evimed.govern.evaluate.cases import CasesSuite, read_cases
from evimed.knowledge.causality import naranjo, who_umc
from evimed.knowledge.causality.facts import naranjo_facts, who_facts
from evimed.knowledge.causality.hill import VIEWPOINTS, checklist
from evimed.knowledge.causality.language import claim_of
from evimed.knowledge.causality.timeline import course_of

# The scale as published: question, yes, no.
PUBLISHED = {
    "q1": (1, 0), "q2": (2, -1), "q3": (1, 0), "q4": (2, -1), "q5": (-1, 2),
    "q6": (-1, 1), "q7": (1, 0), "q8": (1, 0), "q9": (1, 0), "q10": (1, 0),
}  # fmt: skip
CASE = (
    "A 60-year-old woman developed a rash three days after starting trelomab. Similar reactions have been reported with"
    " this drug class. Trelomab was discontinued and the rash resolved within a week. On rechallenge the rash recurred."
    " Other causes were excluded. A skin biopsy confirmed a drug eruption.\n"
)
CHINESE_CASE = "患者女，60 岁，使用替诺沙班 3 天后出现皮疹。停药后皮疹消退。再次用药后又出现皮疹。排除其他原因。病理活检提示药疹。"


@pytest.mark.parametrize("question", PUBLISHED)
def test_every_question_has_its_points(question: str):
    yes, no = PUBLISHED[question]

    assert naranjo.score_of({question: "yes"}) == yes
    assert naranjo.score_of({question: "no"}) == no
    assert naranjo.score_of({question: "unknown"}) == 0
    assert naranjo.score_of({}) == 0


@pytest.mark.parametrize(
    ("score", "category"),
    [
        (13, "definite"),
        (9, "definite"),
        (8, "probable"),
        (5, "probable"),
        (4, "possible"),
        (1, "possible"),
        (0, "doubtful"),
        (-4, "doubtful"),
    ],
)
def test_every_boundary_of_the_categories(score: int, category: str):
    assert naranjo.category_of(score) == category


@given(st.dictionaries(st.sampled_from(sorted(PUBLISHED)), st.sampled_from(["yes", "no", "unknown"])))
def test_the_sum_is_that_of_the_table(replies):
    expected = sum(
        PUBLISHED[q][0] if r == "yes" else PUBLISHED[q][1] if r == "no" else 0 for q, r in replies.items()
    )

    assert naranjo.score_of(replies) == expected
    assert -4 <= expected <= 13


def test_what_is_no_question_or_reply_is_refused():
    with pytest.raises(InputError, match="q11"):
        naranjo.score_of({"q11": "yes"})
    with pytest.raises(InputError, match="maybe"):
        naranjo.score_of({"q1": "maybe"})  # type: ignore[dict-item]
    with pytest.raises(InputError, match="never"):
        who_umc.category_of({"timing": "never"})


CERTAIN = {
    "timing": "plausible", "alternative": "excluded", "withdrawal": "improved", "event": "definitive", "rechallenge": "recurred"
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "category"),
    [
        ({}, "certain"),
        ({"rechallenge": "not_necessary"}, "certain"),
        ({"rechallenge": "not_done"}, "probable"),
        ({"event": "not_definitive"}, "probable"),
        ({"alternative": "unlikely"}, "probable"),
        ({"alternative": "possible"}, "possible"),
        ({"withdrawal": "unclear"}, "possible"),
        ({"withdrawal": "unknown", "alternative": "possible"}, "possible"),
        ({"timing": "improbable", "alternative": "plausible"}, "unlikely"),
        ({"information": "awaited"}, "conditional"),
        ({"information": "insufficient"}, "unassessable"),
        ({"information": "contradictory"}, "unassessable"),
        ({"timing": "unknown"}, "unassessable"),
    ],
)
def test_who_umc_categories(change, category: str):
    assert who_umc.category_of(CERTAIN | change) == category


def test_every_set_of_replies_has_a_category_and_certain_needs_all_its_criteria():
    names = list(who_umc.CRITERIA)
    for values in product(*who_umc.CRITERIA.values()):
        replies = dict(zip(names, values, strict=True))
        category = who_umc.category_of(replies)
        if category == "certain":
            assert replies["timing"] == "plausible"
            assert replies["alternative"] == "excluded"
            assert replies["withdrawal"] == "improved"
            assert replies["event"] == "definitive"
            assert replies["rechallenge"] in ("recurred", "not_necessary")


@pytest.mark.parametrize("text", [CASE, CHINESE_CASE])
def test_a_case_answers_with_its_own_sentences(text: str):
    facts = {fact.question: fact for fact in naranjo_facts(text)}
    replies = {question: fact.reply for question, fact in facts.items()}

    assert {q: replies.get(q) for q in ("q2", "q3", "q4", "q5", "q10")} == {
        "q2": "yes", "q3": "yes", "q4": "yes", "q5": "no", "q10": "yes"
    }  # fmt: skip
    assert naranjo.score_of(replies) >= 8  # type: ignore[arg-type]
    assert who_umc.category_of({f.question: f.reply for f in who_facts(text)}) == "certain"
    for fact in facts.values():
        assert text[slice(*fact.chars)].strip()


def test_what_the_text_does_not_tell_is_unknown():
    assert naranjo_facts("The weather was fine.") == []


@pytest.mark.parametrize(
    ("text", "question", "reply"),
    [
        ("The rash persisted despite discontinuation of the drug.", "q3", "no"),
        ("The eruption did not recur on rechallenge.", "q4", "no"),
        ("停药后症状仍未缓解。", "q3", "no"),
        ("This could have been due to the underlying infection.", "q5", "yes"),
        ("This is the first report of such a reaction.", "q1", "no"),
        ("予头孢后出现皮疹。立即停药，予地塞米松。次日皮疹消退。", "q3", "yes"),
        ("停用后腹痛无缓解，经抑酸治疗后好转。", "q3", "no"),
        ("He developed a rash on trelomab 5 mg. It was given again without any reaction.", "q4", "no"),
        (
            "She took trelomab and felt dizzy. The dose was doubled and the dizziness became worse.",
            "q8",
            "yes",
        ),
        ("测血药浓度 3.6 ng/mL（治疗范围 0.8～2.0 ng/mL）。", "q7", "yes"),
        ("The serum trelomab level was 12 mg/L (therapeutic range 10-20).", "q7", "no"),
        ("Did reaction abate after stopping drug? No", "q3", "no"),
        ("停药或减量后，反应是否消失或减轻？ ■是 □否 □不明", "q3", "yes"),
        ("The low mood did not return during placebo injections.", "q6", "no"),
        ("腹痛在用药前已存在。", "q2", "no"),
    ],
)
def test_the_other_reply(text: str, question: str, reply: str):
    assert {fact.question: fact.reply for fact in naranjo_facts(text)}[question] == reply


@pytest.mark.parametrize(
    ("text", "criterion", "reply"),
    [
        ("予头孢后出现皮疹。此后未再使用该药。", "rechallenge", "not_done"),
        ("Trelomab was continued.", "withdrawal", "unclear"),
        ("抽取血培养，结果待回报。", "information", "awaited"),
        ("No dates, dose or outcome were provided.", "information", "insufficient"),
        ("Other causes were considered unlikely.", "alternative", "unlikely"),
        ("再次使用可疑药品后是否再次出现同样反应？ □是 □否 □不明 ■未再使用", "rechallenge", "not_done"),
    ],
)
def test_what_only_who_umc_asks(text: str, criterion: str, reply: str):
    assert {fact.question: fact.reply for fact in who_facts(text)}[criterion] == reply


def test_another_order_is_another_course():
    given_first = "予头孢拉唑静滴。患者出现皮疹。停药。皮疹消退。"
    assert {f.question for f in naranjo_facts(given_first)} >= {"q2", "q3"}
    assert course_of("皮疹消退。停药。").dechallenge() is None
    again = course_of("患者再次静滴，未出现皮疹。").rechallenge()
    assert again is not None
    assert again[0] is False


@given(st.text(max_size=200))
def test_every_fact_quotes_the_text_it_was_read_from(text: str):
    for fact in (*naranjo_facts(text), *who_facts(text)):
        start, end = fact.chars
        assert 0 <= start <= end <= len(text)
        assert fact.reply in (*naranjo.REPLIES, *who_umc.CRITERIA.get(fact.question, ()))


def test_the_cases_of_the_suite_are_whole_and_measured():
    report = CasesSuite().run(Path(), None, lambda done, of: None)
    right = {(one.group, one.name, one.language): (one.right, one.total) for one in report.measures}

    assert {case["id"] for case in read_cases()} >= {"case-zh-01", "fresh-en-05"}
    for case in read_cases():
        assert set(case["naranjo"]) == set(naranjo.POINTS)
        assert all(reply in who_umc.CRITERIA[name] for name, reply in case["who"].items())
    assert right["test", "given right", "zh"][0] >= 0.9 * right["test", "given right", "zh"][1]
    assert right["test", "told found", "en"][0] >= 0.9 * right["test", "told found", "en"][1]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Trelomab may cause rash.", "causal"),
        ("Trelomab-induced hepatitis.", "causal"),
        ("Trelomab did not reduce mortality.", "causal"),
        ("该药可导致肝损伤。", "causal"),
        ("Smoking was associated with asthma.", "association"),
        ("该指标与预后相关。", "association"),
        ("Thirty patients were women.", "none"),
        ("患者中女性三十名。", "none"),
    ],
)
def test_causes_and_associations_are_told_apart(sentence: str, kind: str):
    assert claim_of(sentence).kind == kind


def test_a_cohort_does_not_carry_a_cause_and_a_trial_does():
    assert claim_of("Coffee reduces mortality.", "cohort").carried is False
    assert claim_of("Coffee reduces mortality.", "rct").carried is True
    assert claim_of("Coffee was associated with mortality.", "cohort").carried is None
    assert claim_of("Coffee may reduce mortality.").hedged
    assert claim_of("Coffee did not reduce mortality.").denied


def test_hill_is_a_checklist_in_his_order():
    text = "In this prospective study there was a dose-response relation, and a mechanism is known."
    found = [one.viewpoint for one in checklist(text, None)]

    assert found == ["temporality", "gradient", "plausibility"]
    assert [name for name in VIEWPOINTS if name in found] == found
    assert len(VIEWPOINTS) == 9
