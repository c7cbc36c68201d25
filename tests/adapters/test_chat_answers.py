"""From ``models.toml`` over the wire to an answer: the whole way, and down again when the endpoint is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import chat_stub as wire
import pytest
from chat_stub import ChatStub, running_chat_stub

pytest.importorskip("pydantic_ai", reason="the extra `models` is not installed")

from evimed.app import chat_for
from evimed.chat_settings import ChatSettings, save_key, save_model
from evimed.govern.session import Models, Session
from evimed.records import AnswerEvent, AnswerFinished, Scope, StatementSaid, StatementsWithdrawn
from evimed.settings import ChatChoice, Settings
from evimed.store.database import Database

KEY = "s3cret-key"
SAID = "替诺沙班的成人推荐剂量为 40 mg，每日一次。"
QUESTION = "替诺沙班的成人推荐剂量是多少？"


@pytest.fixture
def stub() -> Iterator[ChatStub]:
    with running_chat_stub() as running:
        yield running


def copy(body: dict[str, Any], *texts: str) -> str:
    """What a model says that copies the sentence with the dose, under the key it was given."""
    user = body["messages"][-1]["content"]
    key = user.split(SAID)[0].rsplit("[[", 1)[1].split("]]")[0]
    evidence = [{"key": key, "quote": SAID}]
    statements = [{"text": text, "evidence": evidence} for text in texts or (SAID,)]
    return json.dumps({"statements": statements}, ensure_ascii=False)


def writes(handler: wire.ChatHandler, body: dict[str, Any]) -> None:
    handler.said = copy(body)
    handler.speak(body)


def breaks_off(handler: wire.ChatHandler, body: dict[str, Any]) -> None:
    """The first statement comes whole, then the connection closes in the second."""
    handler.said = copy(body, SAID, "替诺沙班" * 20)
    wire.cut_after(handler.said.index("}, {") // 7 + 3)(handler, body)


@pytest.fixture
def session(database: Database, settings: Settings, tmp_path: Path, stub: ChatStub) -> Session:
    home, papers = tmp_path / "home", tmp_path / "papers"
    save_model(
        home, ChatSettings("stub", "openai", "m", url=stub.url, roles=("write",), retries=0, seconds=20.0)
    )
    save_key(home, "stub", KEY)
    papers.mkdir()
    (papers / "label.md").write_text(f"# 替诺沙班片说明书\n\n## 用法用量\n\n{SAID}\n", "utf-8")
    chat = partial(chat_for, Settings(home=home, chat=ChatChoice(judge="none")))
    opened = Session(database, Scope.local(), replace(settings, workers=1), Models(chat=chat))
    opened.ingest([str(papers)], library="default")
    return opened


def test_an_answer_over_the_wire(session: Session, stub: ChatStub, database: Database) -> None:
    stub.faults = [writes]
    given = session.ask(QUESTION, library="default")
    assert [(one.text, one.support) for one in given.statements] == [(SAID, "entailed")]
    assert stub.headers[0]["authorization"] == f"Bearer {KEY}"
    book = session.book(given.id)
    assert book is not None
    assert book["usage"]["input_tokens"] == 11
    assert KEY not in json.dumps(book)
    with database.administration() as connection:
        rows = connection.execute(
            "select a::text, b::text from evimed.answer a join evimed.answer_book b using (answer_id)"
        )
        assert KEY not in str(rows.fetchall())


@pytest.mark.parametrize(
    "fault",
    [
        wire.status(500),
        wire.status(401, f"bad key {KEY}"),
        wire.hang_up,
        wire.cut,
        wire.calls("x"),
        wire.answer(b"?"),
    ],
)
def test_an_endpoint_that_fails_costs_the_wording_not_the_answer(
    session: Session, stub: ChatStub, fault: wire.Fault
) -> None:
    stub.faults = [fault] * 5
    given = session.ask(QUESTION, library="default")
    assert "40 mg" in given.statements[0].text
    assert given.statements[0].support == "quoted"
    assert given.model is None
    assert len(given.notices) == 1
    assert KEY not in given.notices[0] + json.dumps(session.book(given.id))


def test_statements_come_over_the_wire_before_the_reply_is_whole(session: Session, stub: ChatStub) -> None:
    def hesitates(handler: wire.ChatHandler, body: dict[str, Any]) -> None:
        handler.said = copy(body, SAID, "替诺沙班每日 60 mg。")
        events = wire.chunks({"content": handler.said}, "stop", stub.usage)
        head = handler.said.index("}, {") // 7 + 3
        slow = (event for n, event in enumerate(events) if n != head or stub.released.wait(10))
        handler.stream(slow)

    stub.faults = [hesitates]
    stub.text = '{"statements": []}'
    seen: list[AnswerEvent] = []
    for event in session.ask_stream(QUESTION, library="default"):
        seen.append(event)
        if isinstance(event, StatementSaid):
            assert not stub.released.is_set()
            stub.released.set()
    assert stub.released.is_set()
    said = [event.statement.text for event in seen if isinstance(event, StatementSaid)]
    assert said == [SAID]
    assert isinstance(seen[-1], AnswerFinished)
    assert [one.text for one in seen[-1].answer.statements] == [SAID]


@pytest.mark.parametrize("mended", [True, False])
def test_a_stream_that_breaks_off_is_begun_anew_or_taken_back(
    session: Session, stub: ChatStub, tmp_path: Path, *, mended: bool
) -> None:
    save_model(
        tmp_path / "home",
        ChatSettings("stub", "openai", "m", url=stub.url, roles=("write",), retries=1, seconds=20.0),
    )
    stub.faults = [breaks_off, writes if mended else breaks_off]
    events = list(session.ask_stream(QUESTION, library="default"))
    assert isinstance(events[-1], AnswerFinished)
    answer = events[-1].answer
    withdrawn = [event for event in events if isinstance(event, StatementsWithdrawn)]
    assert len(withdrawn) == (0 if mended else 1)  # the second attempt says the same: nothing to take back
    assert [one.text.endswith(SAID) for one in answer.statements] == [True]
    assert [one.support for one in answer.statements] == ["entailed" if mended else "quoted"]
    assert session.answer(answer.id)["statements"]
