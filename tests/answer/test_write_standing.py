"""Follow-up questions become questions of their own, and never gain a drug, a number or a disease."""

from __future__ import annotations

import json

import pytest

from evimed.answer.write.letters import Letters
from evimed.answer.write.standing import adds_nothing, make_standing
from evimed.errors import ModelError
from evimed.testing.chat import ScriptedChat

DOSE = "替诺沙班的推荐剂量是多少？"
ADULT = "替诺沙班成人的推荐剂量是多少？"
EN = "What is the dose of tinoxaban in adults?"


@pytest.mark.parametrize(
    ("before", "subject", "asked", "standing"),
    [
        (DOSE, ["替诺沙班"], "那儿童呢？", "儿童：替诺沙班的推荐剂量是多少？"),
        (ADULT, ["替诺沙班"], "儿童呢？", "替诺沙班儿童的推荐剂量是多少？"),
        (DOSE, ["替诺沙班"], "那华法林呢？", "华法林的推荐剂量是多少？"),
        (DOSE, ["替诺沙班"], "它有哪些禁忌？", "替诺沙班有哪些禁忌？"),
        (DOSE, ["替诺沙班"], "该药对孕妇安全吗？", "替诺沙班对孕妇安全吗？"),
        (DOSE, ["替诺沙班"], "其半衰期是多少？", "替诺沙班的半衰期是多少？"),
        (DOSE, ["替诺沙班"], "华法林的半衰期是多少？", "华法林的半衰期是多少？"),
        (DOSE, ["替诺沙班"], "其他抗凝药有哪些？", "其他抗凝药有哪些？"),
        (EN, ["tinoxaban"], "What about children?", "What is the dose of tinoxaban in children?"),
        (EN, ["tinoxaban"], "And in pregnancy?", "What is the dose of tinoxaban in pregnancy?"),
        (EN, ["tinoxaban"], "what about warfarin?", "What is the dose of warfarin in adults?"),
        (EN, ["tinoxaban"], "Is it safe with food?", "Is tinoxaban safe with food?"),
        (EN, ["tinoxaban"], "What are its contraindications?", "What are tinoxaban's contraindications?"),
        (EN, ["tinoxaban"], "Does this drug interact with digoxin?", "Does tinoxaban interact with digoxin?"),
        (EN, [], "Is it safe with food?", "Is it safe with food?"),  # nothing is made up
    ],
)
def test_by_rules(before, subject, asked, standing):
    made = make_standing(asked, before, subject, None, Letters(), "n")
    assert made.question == standing
    assert made.by == ("itself" if asked == standing else "rules")


def answers(question: object) -> ScriptedChat:
    return ScriptedChat([json.dumps({"question": question}, ensure_ascii=False)])


def test_a_models_wording_is_used_where_it_adds_nothing():
    letters = Letters()
    made = make_standing(
        "那儿童呢？", DOSE, ["替诺沙班"], answers("替诺沙班用于儿童的推荐剂量是多少？"), letters, "n"
    )
    assert (made.question, made.by) == ("替诺沙班用于儿童的推荐剂量是多少？", "model")
    assert letters.kept[0].purpose == "standing"


@pytest.mark.parametrize(
    "worded",
    [
        "替诺沙班用于 6 岁儿童的推荐剂量是多少？",  # a number of its own
        "华法林用于儿童的推荐剂量是多少？",  # a drug of its own
        "替诺沙班的推荐剂量是多少？",  # what was asked is lost
        "那儿童呢？",  # nothing was done
        "",
        7,
    ],
)
def test_otherwise_the_rules_stand(worded):
    letters = Letters()
    made = make_standing("那儿童呢？", DOSE, ["替诺沙班"], answers(worded), letters, "n")
    assert (made.question, made.by) == ("儿童：替诺沙班的推荐剂量是多少？", "rules")
    assert letters.kept[0].error == "question_not_kept"


def test_a_model_that_is_down_changes_nothing():
    down = ScriptedChat([ModelError("chat_too_slow", name="m", seconds="1")])
    made = make_standing("它有哪些禁忌？", DOSE, ["替诺沙班"], down, Letters(), "n")
    assert made.question == "替诺沙班有哪些禁忌？"


def test_adding_nothing_keeps_what_was_asked():
    assert adds_nothing("Is tinoxaban safe in children?", "Is it safe in children?", EN)
    assert not adds_nothing("Is tinoxaban safe in neonates?", "Is it safe in children?", EN)
    assert not adds_nothing("Is tinoxaban safe?", "Is it safe in children?", EN)
