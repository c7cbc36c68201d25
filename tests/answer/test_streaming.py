"""Statements told one by one: each verified first, and the answer at the end the same as without."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event

import pytest
from desk import DOWN, FALSE, QUESTION, TRUE, Desk, keys, says
from hypothesis import given as each
from hypothesis import strategies as st
from written_things import reply

from evimed.answer.write.replies import read_drafts
from evimed.errors import EvimedError, InputError, NotFoundError
from evimed.json_forms import event_json
from evimed.ports import ChatCard, ChatModel, ChatReply, ChatRequest, ChatUsage
from evimed.records import (
    Answer,
    AnswerBegan,
    AnswerEvent,
    AnswerFinished,
    StatementSaid,
    StatementsWithdrawn,
)
from evimed.settings import Settings
from evimed.store.database import Database
from evimed.testing.chat import ScriptedChat

SHORT = "替诺沙班成人推荐剂量为 40 mg，每日一次。"


@pytest.fixture
def desk(database: Database, settings: Settings, tmp_path: Path) -> Desk:
    return Desk(database, settings, tmp_path)


@dataclass
class Speaker:
    """A model whose script gives the text so far, or an error, when and as it likes."""

    script: Callable[[ChatRequest], Iterable[str | EvimedError]]
    reached: int = 0

    @property
    def card(self) -> ChatCard:
        return ChatCard("speaker", "scripted", "speaker-1", "", {})

    def reply(self, request: ChatRequest, on_text: Callable[[str], None] | None = None) -> ChatReply:
        text = ""
        for said in self.script(request):
            if isinstance(said, EvimedError):
                raise said
            text = said
            self.reached += 1
            if on_text is not None:
                on_text(text)
        return ChatReply(text, ChatUsage(1, 1, 1))


def written(request: ChatRequest, *texts: str) -> str:
    return says(*texts)(request)


def half(request: ChatRequest, *texts: str) -> str:
    """A reply with these statements whole, and the beginning of another."""
    return written(request, *texts).removesuffix("]}") + ', {"text": "替诺沙'


def stream(desk: Desk, model: ChatModel, judge: ChatModel | None = None) -> list[AnswerEvent]:
    return list(desk.session(model, judge).ask_stream(QUESTION, library="default"))


def texts(events: Iterable[AnswerEvent]) -> list[str]:
    """What stands at the end: said and not withdrawn."""
    said: list[str] = []
    for event in events:
        if isinstance(event, StatementSaid):
            said.append(event.statement.text)
        elif isinstance(event, StatementsWithdrawn):
            said.clear()
    return said


def finished(events: list[AnswerEvent]) -> Answer:
    assert isinstance(events[-1], AnswerFinished)
    return events[-1].answer


def alike(answer: Answer) -> Answer:
    """Without what is new for each answer."""
    label = replace(answer.label, metadata={})
    return replace(answer, id="", timings_ms={}, label=label)


def numbered(request: ChatRequest) -> str:
    return written(request, SHORT).replace('{"text"', '{"n": 1, "text"')


MODELS: dict[str, Callable[[], ChatModel | None]] = {
    "none": lambda: None,
    "writes": lambda: ScriptedChat([says(SHORT, TRUE)]),
    "errs": lambda: ScriptedChat([says(SHORT, FALSE), "{}"]),
    "mends": lambda: ScriptedChat([says(FALSE), numbered]),
    "down": lambda: ScriptedChat([DOWN]),
    "nonsense": lambda: ScriptedChat(["I am sorry."]),
    "breaks": lambda: Speaker(lambda r: [half(r, TRUE), DOWN]),
}


@pytest.mark.parametrize("name", MODELS)
def test_the_answer_is_the_same_as_without_streaming_and_is_what_was_told(desk: Desk, name: str) -> None:
    plain = desk.session(MODELS[name]()).ask(QUESTION, library="default")
    events = list(desk.session(MODELS[name]()).ask_stream(QUESTION, library="default"))
    answer = finished(events)
    assert alike(answer) == alike(plain)
    assert sorted(texts(events)) == sorted(one.text for one in answer.statements)
    assert isinstance(events[0], AnswerBegan)
    assert (events[0].id, events[0].label) == (
        answer.id,
        replace(answer.label, metadata=events[0].label.metadata),
    )
    assert FALSE not in [e.statement.text for e in events if isinstance(e, StatementSaid)]
    for event in events:
        if isinstance(event, StatementSaid):
            assert {one.id for one in event.citations} == set(event.statement.citations)
        json.dumps(event_json(event))


def test_a_statement_is_told_while_the_model_still_writes(desk: Desk) -> None:
    told = Event()

    def script(request: ChatRequest) -> Iterable[str]:
        yield half(request, SHORT)
        assert told.wait(10), "the first statement was held back"
        yield written(request, SHORT, FALSE)

    events = []
    for event in desk.session(Speaker(script)).ask_stream(QUESTION, library="default"):
        events.append(event)
        if isinstance(event, StatementSaid):
            told.set()
    assert texts(events) == [SHORT]


def test_a_reply_that_begins_anew_takes_back_only_what_it_says_otherwise(desk: Desk) -> None:
    same = Speaker(lambda r: [half(r, SHORT), '{"st', half(r, SHORT), written(r, SHORT)])
    other = Speaker(lambda r: [half(r, SHORT), '{"st', half(r, TRUE), written(r, TRUE)])
    kinds = [[type(event).__name__ for event in stream(desk, model)] for model in (same, other)]
    assert kinds[0] == ["AnswerBegan", "StatementSaid", "AnswerFinished"]
    assert kinds[1].count("StatementsWithdrawn") == 1
    assert kinds[1][-2:] == ["StatementSaid", "AnswerFinished"]


def test_nothing_is_told_before_the_judge_has_spoken(desk: Desk) -> None:
    def verdicts(request: ChatRequest) -> str:
        given = [{"key": key, "verdict": "neutral", "reason": "?"} for key in keys(request)]
        return json.dumps({"verdicts": given})

    events = stream(desk, ScriptedChat([says(SHORT), "{}"]), ScriptedChat([verdicts]))
    assert SHORT not in [e.statement.text for e in events if isinstance(e, StatementSaid)]
    assert finished(events).model is None


@pytest.mark.parametrize("silent", [False, True])
def test_who_leaves_in_the_middle_leaves_a_whole_record(desk: Desk, *, silent: bool) -> None:
    left = Event()

    def script(request: ChatRequest) -> Iterable[str]:
        yield half(request, SHORT)
        if silent:
            left.wait(10)
        for _ in range(1000):
            yield written(request, SHORT, TRUE)

    model = Speaker(script)
    events = desk.session(model).ask_stream(QUESTION, library="default")
    begun = next(events)
    assert isinstance(begun, AnswerBegan)
    assert isinstance(next(events), StatementSaid)
    events.close()
    left.set()
    record = desk.session().answer(begun.id)
    assert [one["text"] for one in record["statements"]] == [SHORT]
    assert "中止" in record["notices"][0]
    book = desk.session().book(begun.id)
    assert book is not None
    assert book["exchanges"][0]["error"] == "stopped"
    assert model.reached < 1000


def test_who_leaves_before_anything_was_said_leaves_the_documents_words(desk: Desk) -> None:
    waiting = Event()

    def script(request: ChatRequest) -> Iterable[str]:
        yield "{"
        waiting.wait(10)

    events = desk.session(Speaker(script)).ask_stream(QUESTION, library="default")
    begun = next(events)
    assert isinstance(begun, AnswerBegan)
    events.close()
    waiting.set()
    record = desk.session().answer(begun.id)
    assert [one["text"] for one in record["statements"]] == [one.text for one in desk.ask(None).statements]
    assert "中止" in record["notices"][0]


def test_a_wrong_question_is_told_at_once(desk: Desk) -> None:
    with pytest.raises(InputError):
        desk.session().ask_stream(" ", library="default")
    with pytest.raises(NotFoundError):
        desk.session().ask_stream(QUESTION, library="nowhere")


@each(
    st.lists(st.tuples(st.text(max_size=30), st.lists(st.tuples(st.text(max_size=5), st.text(max_size=9))))),
    st.integers(0, 400),
)
def test_half_a_reply_reads_as_the_beginning_of_the_whole(
    statements: list[tuple[str, list[tuple[str, str]]]], cut: int
) -> None:
    whole = reply(*statements)
    begun = read_drafts(whole[:cut]) or []
    assert (read_drafts(whole) or [])[: len(begun)] == begun
