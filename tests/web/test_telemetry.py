"""Traces tell what was done and how long it took, and nothing of what was said."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient
from web_things import QUESTION

from evimed.errors import EgressError
from evimed.surfaces.http import telemetry

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
