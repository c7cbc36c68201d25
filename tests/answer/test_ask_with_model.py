"""Questions asked of a library with a model behind the checks: what is said, what is kept, what is told."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
from desk import DOWN, FALSE, LABEL, NOBODY, QUESTION, TRUE, Desk, keys, says

from evimed.errors import EvimedError, InputError, NotFoundError
from evimed.json_forms import answer_json
from evimed.ports import ChatModel, ChatRequest
from evimed.records import Answer
from evimed.settings import Settings
from evimed.store.database import Database
from evimed.testing.chat import ScriptedChat


@pytest.fixture
def desk(database: Database, settings: Settings, tmp_path: Path) -> Desk:
    return Desk(database, settings, tmp_path)


def extracted(desk: Desk) -> Answer:
    given = desk.ask(None)
    assert given.statements, given.verdict
    return given


def test_a_written_answer_is_cited_labelled_and_valid(desk: Desk) -> None:
    given = desk.ask(ScriptedChat([says("替诺沙班成人推荐剂量为 40 mg，每日一次。")]))
    (statement,) = given.statements
    assert (statement.support, given.verdict.name) == ("entailed", "answered")
    assert given.citations[0].quote == TRUE
    assert statement.citations == tuple(citation.id for citation in given.citations)
    assert given.model == {"name": "scripted", "provider": "scripted", "model": "scripted-1"}
    assert given.label.metadata["Model"] == "scripted-1"
    assert given.label.metadata["Label"] == "1"
    assert "write" in given.timings_ms
    assert given.notices == ()
    schema = json.loads(resources.files("evimed.surfaces").joinpath("answer.schema.json").read_text("utf-8"))
    jsonschema.validate(answer_json(given), schema, format_checker=jsonschema.FormatChecker())
    assert desk.session().answer(given.id) == answer_json(given)


def test_what_the_source_does_not_say_is_not_said(desk: Desk) -> None:
    given = desk.ask(ScriptedChat([says(TRUE, FALSE), "{}"]))
    assert [one.text for one in given.statements] == [TRUE]
    assert len(given.notices) == 1
    book = desk.session().book(given.id)
    assert book is not None
    dropped = [one for one in book["statements"] if not one["kept"]]
    assert [one["text"] for one in dropped] == [FALSE]
    assert {finding["check"] for finding in dropped[0]["findings"]} & {"number", "quantity", "coverage"}


@pytest.mark.parametrize(
    "model",
    [
        ScriptedChat([DOWN]),
        ScriptedChat(["I am sorry, I cannot."]),
        ScriptedChat(['{"statements": []}']),
        ScriptedChat([says(FALSE), "{}"]),
        ScriptedChat([says(FALSE), DOWN]),
        InputError("model_key_missing", name="m", variable="KEY"),
    ],
    ids=["down", "nonsense", "silent", "wrong", "wrong-then-down", "no-key"],
)
def test_otherwise_the_documents_speak_and_it_is_said_why(desk: Desk, model: ChatModel | EvimedError) -> None:
    plain = extracted(desk)
    given = desk.ask(model)
    assert given.statements == plain.statements
    assert given.citations == plain.citations
    assert given.verdict == plain.verdict
    assert given.model is None
    assert given.label.metadata.keys() == plain.label.metadata.keys()
    assert len(given.notices) == 1
    assert "逐字摘录" in given.notices[0]
    book = desk.session().book(given.id)
    assert book is not None
    if isinstance(model, EvimedError):
        assert book["fault"] == model.code
    else:
        assert book["exchanges"][0]["user"] == model.requests[-1 if len(book["exchanges"]) == 1 else -2].user


def test_a_question_the_library_does_not_answer_is_not_put_to_the_model(desk: Desk) -> None:
    model = ScriptedChat([says(TRUE)])
    given = desk.ask(model, "替诺沙班是由哪家公司在哪一年获得专利的？")
    assert given.verdict.name == "insufficient"
    assert given.statements == ()
    assert model.requests == []


def test_the_book_holds_passages_prompts_replies_verdicts_and_tokens(desk: Desk) -> None:
    model = ScriptedChat([says(TRUE)], parameters={"temperature": 0.0})
    given = desk.ask(model)
    book = desk.session().book(given.id)
    assert book is not None
    (exchange,) = book["exchanges"]
    assert (exchange["system"], exchange["user"]) == (model.requests[0].system, model.requests[0].user)
    assert exchange["template"] == "answer.zh.few-shot.v1"
    assert len(exchange["sha256"]) == 64
    assert TRUE in exchange["reply"]
    assert book["usage"]["output_tokens"] == len(exchange["reply"])
    assert book["model"]["parameters"] == {"temperature": 0.0}
    assert {passage["key"] for passage in book["passages"]} == set(keys(model.requests[0]))
    (said,) = [one for one in book["statements"] if one["kept"]]
    start, end = said["evidence"][0]["chars"][0]
    stored = desk.session().document_text(given.citations[0].document.id, library="default")
    assert stored[start:end].strip("。") == TRUE.strip("。")


def test_keys_are_new_for_each_question(desk: Desk) -> None:
    model = ScriptedChat([says(TRUE)])
    desk.ask(model)
    desk.ask(model)
    first, second = (set(keys(request)) for request in model.requests)
    assert first.isdisjoint(second)


def test_deleting_a_document_deletes_every_word_of_it(desk: Desk) -> None:
    wrong = ScriptedChat([says(FALSE), "{}"])
    kept = [desk.ask(ScriptedChat([says(TRUE)])), desk.ask(wrong), desk.ask(None)]
    assert "25 ℃" in desk.everything_stored()
    session = desk.session()
    (document,) = session.documents(library="default")
    assert session.delete(document.id, library="default").answers == len(kept)
    stored = desk.everything_stored()
    for words in ("40 mg", "60 mg", "重度肾功能不全", "25 ℃"):
        assert words not in stored, words
    for given in kept:
        with pytest.raises(NotFoundError):
            session.answer(given.id)


def test_a_document_deleted_while_the_model_writes_is_not_quoted(desk: Desk) -> None:
    def deletes(request: ChatRequest) -> str:
        session = desk.session()
        (document,) = session.documents(library="default")
        session.delete(document.id, library="default")
        return says(TRUE)(request)

    given = desk.ask(ScriptedChat([deletes]))
    assert given.statements == ()
    assert given.verdict.name == "insufficient"
    assert "40 mg" not in desk.everything_stored()


def test_a_book_is_read_only_by_who_may_read_the_answer(desk: Desk) -> None:
    given = desk.ask(ScriptedChat([says(TRUE)]))
    other = desk.session(scope=NOBODY)
    for read in (other.answer, other.book, other.replay):
        with pytest.raises(NotFoundError):
            read(given.id)


def test_a_replay_gives_the_same_and_keeps_nothing(desk: Desk) -> None:
    given = desk.ask(ScriptedChat([says(TRUE)]))
    before = desk.everything_stored(but="audit")
    model = ScriptedChat([says(TRUE)])
    outcome = desk.session(model).replay(given.id[:8])
    assert outcome.same
    assert outcome.causes == ()
    assert outcome.kept == (TRUE,)
    book = desk.session().book(given.id)
    assert book is not None
    assert model.requests[0].user == book["exchanges"][0]["user"]  # the same keys, so the very same prompt
    assert desk.everything_stored(but="audit") == before  # that it was done is logged


@pytest.mark.parametrize(
    ("model", "cause"),
    [
        (ScriptedChat([says("替诺沙班成人推荐剂量为 40 mg，每日一次。")]), "model_varies"),
        (ScriptedChat([says(TRUE)], name="other"), "model"),
        (ScriptedChat([DOWN]), "model"),
        (None, "model"),
    ],
)
def test_a_replay_says_what_changed_in_the_model(desk: Desk, model: ChatModel | None, cause: str) -> None:
    given = desk.ask(ScriptedChat([says(TRUE)]))
    outcome = desk.session(model).replay(given.id)
    assert cause in [one.what for one in outcome.causes]


def test_a_replay_says_that_the_library_changed(desk: Desk, tmp_path: Path) -> None:
    given = extracted(desk)
    (tmp_path / "label.md").write_text(LABEL.replace("40 mg", "30 mg"), "utf-8")
    desk.session().ingest([str(tmp_path)], library="default")
    outcome = desk.session().replay(given.id)
    assert not outcome.same
    assert any("40 mg" in text for text in outcome.gone)
    assert any("30 mg" in text for text in outcome.new)
    assert [one.what for one in outcome.causes] == ["library"]


def test_a_follow_up_is_read_as_a_question_of_its_own_visibly(desk: Desk) -> None:
    first = extracted(desk)
    given = desk.ask(None, "它应如何保存？", after=first.id)
    assert given.question == "替诺沙班应如何保存？"
    assert "它应如何保存？" in given.notices[0]
    assert "替诺沙班应如何保存？" in given.notices[0]
    book = desk.session().book(given.id)
    assert book is not None
    assert book["standing"] == {
        "asked": "它应如何保存？",
        "question": "替诺沙班应如何保存？",
        "by": "rules",
        "after": first.id,
    }
    with pytest.raises(NotFoundError):
        desk.ask(None, "它应如何保存？", after="a0000000000")


def test_a_model_of_its_own_may_read_follow_ups(desk: Desk) -> None:
    first = extracted(desk)
    writer, reader = ScriptedChat([DOWN]), ScriptedChat([json.dumps({"question": "替诺沙班应如何贮藏？"})])
    session = desk.session(writer, extract=reader)
    given = session.ask("它应如何贮藏？", library="default", after=first.id)
    assert given.question == "替诺沙班应如何贮藏？"
    assert len(reader.requests) == 1
    book = session.book(given.id)
    assert book is not None
    assert book["standing"]["by"] == "model"


def test_a_call_for_help_is_not_rewritten(desk: Desk) -> None:
    first = extracted(desk)
    model = ScriptedChat([json.dumps({"question": QUESTION})])
    given = desk.ask(model, "我吞了一整瓶替诺沙班，现在很难受，不想活了", after=first.id)
    assert given.verdict.name in ("refused", "escalated")
    assert model.requests == []
