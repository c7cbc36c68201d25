"""Drafts are checked, mended once, judged, dropped where they fail; whatever the model does is kept."""

from __future__ import annotations

import json

import pytest
from written_things import NONCE, given, mended, reply, strict

from evimed.answer.write.record import total
from evimed.answer.write.writer import Assignment, WritingError, write
from evimed.errors import ModelError
from evimed.testing.chat import ScriptedChat

LABEL = given("甲药成人每日 10 mg。", "甲药儿童不得使用。", id_="p1")
OTHER = given("乙药每日 20 mg。", id_="p2")
TASK = Assignment("甲药的剂量是多少？", (LABEL, OTHER), "zh", nonce=NONCE)
TRUE = ("甲药成人每日 10 mg。", [(LABEL.key, "甲药成人每日 10 mg")])
FALSE = ("甲药儿童可以使用。", [(LABEL.key, "儿童")])
DOWN = ModelError("chat_unreachable", name="m", reason="refused")


def judged(relation: str, *, reason: str = "因为") -> object:
    def line(request):
        keys = [part.split("]]")[0] for part in request.user.split("\n[[")[1:] if not part.startswith("/")]
        verdicts = [{"key": key, "verdict": relation, "reason": reason} for key in keys]
        return json.dumps({"verdicts": verdicts}, ensure_ascii=False)

    return line


def test_what_holds_is_kept_and_nothing_is_asked_again():
    model = ScriptedChat([reply(TRUE)])
    written = write(TASK, model, strict)
    assert [one.text for one in written.kept] == [TRUE[0]]
    assert written.kept[0].grounds[0].sentences[0].text == "甲药成人每日 10 mg。"
    assert not written.dropped
    assert [exchange.purpose for exchange in written.exchanges] == ["write"]
    assert LABEL.block() in model.requests[0].user
    assert LABEL.hit.passage.id not in model.requests[0].user


def test_a_failing_statement_is_mended_once_from_the_same_passages():
    model = ScriptedChat([reply(TRUE, FALSE), mended(2, "甲药儿童不得使用。", (LABEL.key, "儿童不得使用"))])
    written = write(TASK, model, strict)
    assert [one.text for one in written.kept] == [TRUE[0], "甲药儿童不得使用。"]
    assert [one.attempt for one in written.kept] == [1, 2]
    told = model.requests[1].user
    assert "2. 甲药儿童可以使用。\n   - coverage" in told
    assert "1. " not in told.split("未通过核对的陈述：")[1].split("\n")[1]


def test_what_still_fails_is_dropped_with_both_attempts_on_record():
    model = ScriptedChat([reply(FALSE), mended(1, "甲药儿童都能用。", (LABEL.key, "儿童"))])
    written = write(TASK, model, strict)
    assert not written.kept
    assert [(one.text, one.attempt) for one in written.dropped] == [(FALSE[0], 1), ("甲药儿童都能用。", 2)]
    assert all(one.findings for one in written.dropped)
    assert len(model.requests) == 2


@pytest.mark.parametrize(
    ("evidence", "check"),
    [
        ([], "key"),
        ([("zzzzzzz", "甲药成人每日 10 mg")], "key"),
        ([(LABEL.key, "甲药成人每日 10 mg"), ("zzzzzzz", "x")], "key"),  # one unknown key fails the claim
        ([("p1", "甲药成人每日 10 mg")], "key"),  # the id of the passage is not its key
        ([(OTHER.key, "甲药成人每日 10 mg")], "quote"),  # true, but not there
        ([(LABEL.key, "甲药成人每日 20 mg")], "quote"),
        ([(LABEL.key, "")], "quote"),
    ],
)
def test_a_claim_needs_keys_that_were_given_and_words_that_stand_there(evidence, check):
    written = write(TASK, ScriptedChat([reply((TRUE[0], evidence)), '{"statements": []}']), strict)
    assert not written.kept
    assert {finding.check for finding in written.dropped[0].findings} == {check}


def test_rules_see_the_whole_sentence_not_what_the_model_picked_from_it():
    seen = []

    def check(text, evidence, language):
        seen.extend(evidence)
        return strict(text, evidence, language)

    write(TASK, ScriptedChat([reply(("儿童使用", [(LABEL.key, "使用")])), "{}"]), check)
    assert seen[0].quote == "甲药儿童不得使用。"
    assert "甲药成人每日 10 mg。" in seen[0].context


def test_the_same_statement_twice_is_said_once():
    assert len(write(TASK, ScriptedChat([reply(TRUE, TRUE)]), strict).kept) == 1


@pytest.mark.parametrize("relation", ["neutral", "contradicted"])
def test_a_judge_may_object(relation):
    model = ScriptedChat([reply(TRUE), '{"statements": []}'])
    written = write(TASK, model, strict, ScriptedChat([judged(relation)]))
    assert not written.kept
    assert (written.dropped[0].relation, written.dropped[0].reason) == (relation, "因为")
    assert f"- {relation}: 因为" in model.requests[1].user


def test_a_judge_cannot_save_what_the_rules_reject():
    judge = ScriptedChat([judged("entailed")])
    written = write(TASK, ScriptedChat([reply(FALSE), "{}"]), strict, judge)
    assert not written.kept
    assert judge.requests == []


def test_what_a_judge_leaves_out_is_not_confirmed():
    def only_the_first(request):
        found = json.loads(judged("entailed")(request))
        return json.dumps({"verdicts": found["verdicts"][:1]})

    second = ("甲药儿童不得使用。", [(LABEL.key, "儿童不得使用")])
    written = write(TASK, ScriptedChat([reply(TRUE, second), "{}"]), strict, ScriptedChat([only_the_first]))
    assert [one.text for one in written.kept] == [TRUE[0]]
    assert written.dropped[0].relation == "neutral"
    assert written.judged


@pytest.mark.parametrize(
    "line", [DOWN, "nonsense", '{"verdicts": [{"key": "made-up", "verdict": "entailed"}]}']
)
def test_without_a_judge_that_works_the_rules_decide_and_it_shows(line):
    written = write(TASK, ScriptedChat([reply(TRUE)]), strict, ScriptedChat([line]))
    assert [one.text for one in written.kept] == [TRUE[0]]
    assert not written.judged
    assert written.exchanges[-1].error == ("chat_unreachable" if line is DOWN else "chat_answer")


@pytest.mark.parametrize(("line", "code"), [(DOWN, "chat_unreachable"), ("很抱歉。", "chat_answer")])
def test_a_model_that_fails_raises_with_what_was_tried(line, code):
    with pytest.raises(WritingError) as raised:
        write(TASK, ScriptedChat([line]), strict)
    assert raised.value.fault.code == code
    assert raised.value.exchanges[-1].error == code


def test_a_repair_that_fails_loses_only_what_it_would_have_mended():
    written = write(TASK, ScriptedChat([reply(TRUE, FALSE), DOWN]), strict)
    assert [one.text for one in written.kept] == [TRUE[0]]
    assert [one.text for one in written.dropped] == [FALSE[0]]
    assert written.exchanges[-1].error == "chat_unreachable"


def test_a_repair_may_not_put_in_statements_of_its_own():
    model = ScriptedChat([reply(FALSE), mended(7, *TRUE[:1], *TRUE[1])])
    assert not write(TASK, model, strict).kept


def test_tokens_are_counted_over_all_requests():
    written = write(TASK, ScriptedChat([reply(FALSE), "{}"]), strict)
    usage = total(exchange.usage for exchange in written.exchanges)
    assert usage.requests == 2
    assert usage.input_tokens == sum(len(e.system) + len(e.user) for e in written.exchanges)
    assert usage.cost is None
