"""Traces tell what was done and how long it took, and nothing of what was said."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient
from web_things import QUESTION

from evimed.errors import EgressError
from evimed.ports import ChatRequest, ChatUsage
from evimed.surfaces.http import telemetry
from evimed.surfaces.http.desk import Desk
from evimed.testing.chat import ScriptedChat

memory = pytest.importorskip("opentelemetry.sdk.trace.export.in_memory_span_exporter")
sdk = pytest.importorskip("opentelemetry.sdk.trace")
export = pytest.importorskip("opentelemetry.sdk.trace.export")


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[memory.InMemorySpanExporter]:
    kept = memory.InMemorySpanExporter()
    provider = sdk.TracerProvider()
    provider.add_span_processor(export.SimpleSpanProcessor(kept))
    monkeypatch.setattr(telemetry.trace, "get_tracer", provider.get_tracer)
    yield kept
    provider.shutdown()


def test_an_answer_is_a_span_within_its_request(
    client: TestClient, spans: memory.InMemorySpanExporter
) -> None:
    answer = client.post("/api/v1/libraries/default/ask", json={"question": QUESTION}).json()
    told, request = spans.get_finished_spans()
    assert (told.name, told.attributes["gen_ai.operation.name"]) == ("chat evimed", "chat")
    assert told.attributes["evimed.verdict"] == answer["verdict"]["name"]
    assert told.attributes["evimed.citations"] == len(answer["citations"])
    assert told.parent.span_id == request.context.span_id
    assert request.name == "POST /api/v1/libraries/{library}/ask"
    assert request.attributes["http.response.status_code"] == 200
    assert told.end_time - told.start_time > 1_000_000


def test_no_span_holds_content(client: TestClient, spans: memory.InMemorySpanExporter, answer: dict) -> None:
    client.post("/api/v1/libraries/default/ask", json={"question": QUESTION})
    client.get(f"/answers/{answer['id']}")
    client.get("/api/v1/libraries/secret-name/documents/d0123")
    whole = " ".join(one.to_json() for one in spans.get_finished_spans())
    said = [QUESTION, *(one["text"] for one in answer["statements"]), "secret-name", "vishutan"]
    assert [words for words in said if words in whole] == []


def test_traces_go_nowhere_that_is_not_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(telemetry.ENDPOINT, raising=False)
    assert telemetry.start_telemetry(()) is False
    monkeypatch.setenv(telemetry.ENDPOINT, "https://collector.example.com:4318")
    with pytest.raises(EgressError):
        telemetry.start_telemetry(())


class Silent(ScriptedChat):
    """A model whose endpoint counts nothing."""

    def reply(self, request, on_text=None):
        return replace(super().reply(request, on_text), usage=ChatUsage(1))


def writes(request: ChatRequest) -> str:
    """A statement word for word from the first passage it is given."""
    block = next(part for part in request.user.split("\n[[")[1:] if not part.startswith("/"))
    key, words = block.split("]]\n", 1)
    told = next(line for line in words.splitlines() if line.endswith("。"))
    statement = {"text": told, "evidence": [{"key": key, "quote": told}]}
    return json.dumps({"statements": [statement]}, ensure_ascii=False)


@pytest.fixture
def model(desk: Desk) -> Iterator[Callable[[ScriptedChat], None]]:
    """Puts a model before the desk's sessions, for one test."""
    plain = desk.service

    def put(chat: ScriptedChat) -> None:
        models = replace(plain.models, chat=lambda role: chat if role == "write" else None)
        desk.service = replace(plain, models=models)

    yield put
    desk.service = plain


def answered(spans: memory.InMemorySpanExporter) -> dict:
    (told,) = [one for one in spans.get_finished_spans() if one.name == "chat evimed"]
    return dict(told.attributes)


@pytest.mark.parametrize("stream", [False, True])
def test_a_span_tells_the_tokens_of_the_model(
    client: TestClient, spans: memory.InMemorySpanExporter, model: Callable, *, stream: bool
) -> None:
    chat = ScriptedChat([writes])
    model(chat)
    before = tokens(client)
    client.post("/api/v1/libraries/default/ask", json={"question": QUESTION, "stream": stream})
    told = answered(spans)
    sent = sum(len(request.system) + len(request.user) for request in chat.requests)
    assert sent > 0
    assert told["gen_ai.usage.input_tokens"] == sent
    assert told["gen_ai.usage.output_tokens"] > 0
    assert told["evimed.model_requests"] == len(chat.requests)
    after = tokens(client)
    assert after["input"] - before["input"] == sent
    assert after["output"] - before["output"] == told["gen_ai.usage.output_tokens"]


def tokens(client: TestClient) -> dict[str, float]:
    found = re.findall(r'evimed_model_tokens_total\{kind="(\w+)"\} ([\d.e+]+)', client.get("/metrics").text)
    return {"input": 0.0, "output": 0.0} | {kind: float(value) for kind, value in found}


def test_what_nobody_counted_is_not_told_as_zero(
    client: TestClient, spans: memory.InMemorySpanExporter, model: Callable
) -> None:
    model(Silent([writes]))
    client.post("/api/v1/libraries/default/ask", json={"question": QUESTION})
    told = answered(spans)
    assert told["evimed.model_requests"] >= 1
    assert "gen_ai.usage.input_tokens" not in told
    spans.clear()
    model(ScriptedChat(["I cannot."]))  # nothing of it is said, and yet it was asked
    client.post("/api/v1/libraries/default/ask", json={"question": QUESTION})
    assert answered(spans)["gen_ai.usage.output_tokens"] >= len("I cannot.")


def test_without_a_model_there_are_no_tokens(client: TestClient, spans: memory.InMemorySpanExporter) -> None:
    client.post("/api/v1/libraries/default/ask", json={"question": QUESTION})
    assert [name for name in answered(spans) if name.startswith(("gen_ai.usage", "evimed.model"))] == []


def test_an_openai_client_is_told_the_tokens(client: TestClient, model: Callable) -> None:
    messages = [{"role": "user", "content": QUESTION}]
    plain = client.post("/v1/chat/completions", json={"model": "evimed", "messages": messages}).json()
    assert plain["usage"] == {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
    model(ScriptedChat([writes]))
    told = client.post("/v1/chat/completions", json={"model": "evimed", "messages": messages}).json()["usage"]
    assert told["total_tokens"] == told["prompt_tokens"] + told["completion_tokens"] > 0
