"""Replies as models give them: fenced, chatty, cut off, malformed."""

from __future__ import annotations

import json

import jsonschema
import pytest
from written_things import reply

from evimed.answer.write.replies import ANSWER_SCHEMA, Draft, narrowed, read_drafts, read_question

GOOD = reply(("甲药每日一次。", [("k1", "每日一次")]), ("乙药每日两次。", [("k2", "两次")]))
DRAFTS = [Draft("甲药每日一次。", (("k1", "每日一次"),)), Draft("乙药每日两次。", (("k2", "两次"),))]


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        f"```json\n{GOOD}\n```",
        f"Here is the answer:\n{GOOD}\nI hope this helps.",
        reply(*[(d.text, d.evidence) for d in DRAFTS], steps="先看说明书。"),
        GOOD[:-1],
        GOOD[:-2] + ', {"text": "丙药',
    ],
)
def test_whole_statements_are_read(text):
    assert read_drafts(text) == DRAFTS


def test_half_a_statement_is_none():
    assert read_drafts(GOOD[: GOOD.index("乙药")]) == DRAFTS[:1]


def test_no_statements_is_an_answer_and_nonsense_is_none():
    assert read_drafts('{"statements": []}') == []
    for nonsense in (
        "",
        "抱歉，我不知道。",
        "[]",
        "{}",
        "null",
        '{"answer": "x"}',
        "[" * 5000,
        '{"statements": "x"}',
    ):
        assert read_drafts(nonsense) is None, nonsense


@pytest.mark.parametrize(
    ("evidence", "read"),
    [
        (None, ()),
        ("k1", ()),
        ([], ()),
        ([None], (("", ""),)),
        ([{"key": 7, "quote": "q"}], (("", "q"),)),
        ([{"key": "k1"}], (("k1", ""),)),
        ([{"key": " [[k1]] ", "quote": "q"}], (("k1", "q"),)),
    ],
)
def test_malformed_evidence_is_kept_as_evidence_that_fails(evidence, read):
    text = json.dumps({"statements": [{"text": "t", "evidence": evidence}]})
    assert read_drafts(text) == [Draft("t", read)]


def test_statements_without_text_or_without_end_are_left_out():
    listed = [{"text": ""}, {"text": 3}, {"text": "x" * 900}, {"text": "  a\n b "}] + [{"text": "t"}] * 20
    drafts = read_drafts(json.dumps({"statements": listed}))
    assert drafts is not None
    assert [draft.text for draft in drafts] == ["a b"] + ["t"] * 7


def test_questions():
    assert read_question('{"question": " 甲药 的剂量？ "}') == "甲药 的剂量？"
    assert [read_question(text) for text in ("", "{}", '{"question": 3}', '{"question": ""}')] == [None] * 4


def test_a_local_model_can_rest_only_on_sentences_that_were_given():
    schema = narrowed(ANSWER_SCHEMA, {"k1": ["p"], "k2": ["q"]})
    jsonschema.validate(json.loads(reply(("t", [("k2", "q")]))), schema)
    for evidence in ([("k3", "q")], [("k1", "q")], [], [("k1", "p")] * 3):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(json.loads(reply(("t", evidence))), schema)
    jsonschema.validate(json.loads(reply(("t", [("k3", "q")]))), ANSWER_SCHEMA)  # others are not changed
