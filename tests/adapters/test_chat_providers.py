"""Full replies of Anthropic, Google and Mistral over the wire, each in its own protocol, and their faults."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from provider_stubs import IN, OUT, ProviderStub, running_provider

pytest.importorskip("pydantic_ai", reason="the extra `models` is not installed")
pytest.importorskip("anthropic", reason="the extra `models-all` is not installed")
pytest.importorskip("google.genai", reason="the extra `models-all` is not installed")
pytest.importorskip("mistralai", reason="the extra `models-all` is not installed")

from evimed.adapters.chat import PydanticChat
from evimed.chat_settings import ChatSettings
from evimed.errors import EvimedError
from evimed.ports import ChatRequest
from evimed.testing.chat import check_chat_model

KEY = "s3cret-key"
SCHEMA = {
    "type": "object",
    "properties": {"colours": {"type": "array", "items": {"type": "string"}}},
    "required": ["colours"],
    "additionalProperties": False,
}
REQUEST = ChatRequest("Be brief.", "Two colours?", SCHEMA)
COLOURS = {"colours": ["red", "blue"]}


@pytest.fixture(params=["anthropic", "google", "mistral"])
def stub(request: pytest.FixtureRequest) -> Iterator[ProviderStub]:
    with running_provider(request.param) as running:
        yield running


def model_of(stub: ProviderStub, **given: Any) -> PydanticChat:
    provider: Any = stub.provider
    settings = ChatSettings("m", provider, "model-1", url=stub.url, **{"seconds": 20.0, **given})
    return PydanticChat(settings, KEY, first_wait_s=0.001)


@pytest.mark.parametrize("structured", ["schema", "tool", "text"])
@pytest.mark.parametrize("stream", [True, False])
def test_a_full_reply(stub: ProviderStub, structured: str, *, stream: bool) -> None:
    reply = model_of(stub, structured=structured, stream=stream, price_input=1.0, price_output=2.0).reply(
        REQUEST
    )
    assert json.loads(reply.text) == COLOURS
    assert (reply.usage.input_tokens, reply.usage.output_tokens) == (IN, OUT)
    assert reply.usage.cost == pytest.approx((IN + 2 * OUT) / 1e6)
    assert reply.finish == "stop"
    (sent,), (headers,) = stub.requests, stub.headers
    assert sum(KEY in value for value in headers.values()) == 1
    assert KEY not in sent["path"]
    asked = json.dumps(sent)
    assert "Be brief." in asked
    assert "Two colours?" in asked
    assert ("colours" in asked.replace("Two colours", "")) == (structured != "text")


def test_keeps_the_port(stub: ProviderStub) -> None:
    check_chat_model(model_of(stub, structured="text"))


def test_the_text_comes_piece_by_piece(stub: ProviderStub) -> None:
    seen: list[str] = []
    reply = model_of(stub, structured="text").reply(REQUEST, seen.append)
    assert len(seen) > 2
    assert seen[-1] == reply.text


@pytest.mark.parametrize("status", [429, 500])
def test_what_passes_is_tried_again(stub: ProviderStub, status: int) -> None:
    stub.statuses = [status]
    reply = model_of(stub).reply(REQUEST)
    assert json.loads(reply.text) == COLOURS
    assert reply.usage.requests == len(stub.requests) == 2


@pytest.mark.parametrize("stream", [True, False])
def test_a_refusal_is_told_without_the_key(stub: ProviderStub, *, stream: bool) -> None:
    stub.statuses = [401]
    with pytest.raises(EvimedError) as raised:
        model_of(stub, stream=stream).reply(REQUEST)
    assert raised.value.code == "chat_refused"
    assert "401" in raised.value.message("en")
    assert KEY not in raised.value.message("en") + repr(raised.value.__cause__)
    assert len(stub.requests) == 1


def test_a_stream_that_breaks_off_is_begun_again(stub: ProviderStub) -> None:
    stub.cuts = 1
    reply = model_of(stub, structured="text").reply(REQUEST)
    assert json.loads(reply.text) == COLOURS
    assert len(stub.requests) == 2
