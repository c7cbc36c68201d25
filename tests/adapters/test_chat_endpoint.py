"""Chat models on the wire: a stub on loopback speaks the OpenAI protocol and misbehaves as told."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from typing import Any

import chat_stub as wire
import pytest
from chat_stub import ChatStub, running_chat_stub

pytest.importorskip("pydantic_ai", reason="the extra `models` is not installed")

from evimed.adapters.chat import PydanticChat
from evimed.adapters.chat_trial import try_out
from evimed.catalogue import LANGUAGES
from evimed.chat_settings import ChatSettings
from evimed.errors import EvimedError, ModelError
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
NAN = float("nan")


@pytest.fixture
def chat_stub() -> Iterator[ChatStub]:
    with running_chat_stub() as running:
        yield running


def model_of(stub: ChatStub, **given: Any) -> PydanticChat:
    settings = ChatSettings("m", "openai", "qwen3", url=stub.url, **{"seconds": 20.0, **given})
    return PydanticChat(settings, KEY, first_wait_s=0.001)


def failure(model: PydanticChat) -> EvimedError:
    with pytest.raises(EvimedError) as raised:
        model.reply(REQUEST)
    told = [
        f"{error.message(language)} {error.hint(language)}"
        for error in (raised.value,)
        for language in LANGUAGES
    ]
    assert KEY not in "".join(told) + repr(raised.value) + repr(raised.value.__cause__)
    return raised.value


@pytest.mark.parametrize("structured", ["schema", "tool", "text"])
@pytest.mark.parametrize("stream", [True, False])
def test_keeps_the_port(chat_stub: ChatStub, structured: str, stream: bool) -> None:
    check_chat_model(model_of(chat_stub, structured=structured, stream=stream))


def test_what_is_sent(chat_stub: ChatStub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "someone")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "something")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    reply = model_of(chat_stub, temperature=0.5, max_tokens=77).reply(REQUEST)
    assert json.loads(reply.text) == {"colours": ["red", "blue"]}
    (sent,), (headers,) = chat_stub.requests, chat_stub.headers
    assert sent["path"] == "/v1/chat/completions"
    assert (sent["model"], sent["temperature"], sent["max_tokens"]) == ("qwen3", 0.5, 77)
    assert [m["role"] for m in sent["messages"]] == ["system", "user"]
    assert [m["content"] for m in sent["messages"]] == ["Be brief.", "Two colours?"]
    assert sent["response_format"]["json_schema"]["schema"] == SCHEMA
    assert headers["authorization"] == f"Bearer {KEY}"
    assert not {name for name in headers if name.startswith("openai-")}


def test_tool_and_text_ask_otherwise(chat_stub: ChatStub) -> None:
    model_of(chat_stub, structured="tool").reply(REQUEST)
    model_of(chat_stub, structured="text").reply(REQUEST)
    tool, text = chat_stub.requests
    assert tool["tools"][0]["function"]["parameters"] == SCHEMA
    assert tool["tool_choice"] == "required"
    assert "response_format" not in text
    assert "tools" not in text


def test_tokens_and_cost(chat_stub: ChatStub) -> None:
    priced = model_of(chat_stub, price_input=2.0, price_output=6.0, currency="CNY").reply(REQUEST).usage
    assert (priced.requests, priced.input_tokens, priced.output_tokens) == (1, 11, 7)
    assert priced.cost == pytest.approx((11 * 2 + 7 * 6) / 1e6)
    assert priced.currency == "CNY"
    assert model_of(chat_stub).reply(REQUEST).usage.cost is None


PASSING = {
    "429": wire.status(429, Retry_After="0"),
    "500": wire.status(500),
    "503": wire.status(503),
    "hang-up": wire.hang_up,
    "cut": wire.cut,
}


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING)
def test_passing_faults_are_tried_again(chat_stub: ChatStub, fault: wire.Fault, stream: bool) -> None:
    chat_stub.faults = [fault, fault]
    reply = model_of(chat_stub, stream=stream).reply(REQUEST)
    assert json.loads(reply.text) == {"colours": ["red", "blue"]}
    assert reply.usage.requests == len(chat_stub.requests) == 3


def test_a_stream_that_ends_early_is_tried_again(chat_stub: ChatStub) -> None:
    chat_stub.faults = [wire.ended_early]
    assert json.loads(model_of(chat_stub).reply(REQUEST).text) == {"colours": ["red", "blue"]}


def test_gives_up_after_the_last_attempt(chat_stub: ChatStub) -> None:
    chat_stub.faults = [wire.status(500)] * 9
    error = failure(model_of(chat_stub, retries=1))
    assert (error.code, error.values["status"]) == ("chat_refused", 500)
    assert len(chat_stub.requests) == 2


def test_retry_after_is_honoured(chat_stub: ChatStub) -> None:
    chat_stub.faults = [wire.status(429, Retry_After="1")]
    begun = time.monotonic()
    model_of(chat_stub).reply(REQUEST)
    assert time.monotonic() - begun >= 1  # no machine is too fast for this


def test_a_wait_beyond_the_time_limit_is_not_begun(chat_stub: ChatStub) -> None:
    chat_stub.faults = [wire.status(429, Retry_After="3600")]
    assert failure(model_of(chat_stub)).values["status"] == 429
    assert len(chat_stub.requests) == 1


@pytest.mark.parametrize("code", [400, 401, 403, 404, 413, 422])
def test_refusals_are_final_and_do_not_repeat_the_key(chat_stub: ChatStub, code: int) -> None:
    chat_stub.faults = [wire.status(code, f"Incorrect API key provided: {KEY}")]
    error = failure(model_of(chat_stub))
    assert (error.code, error.values["status"]) == ("chat_refused", code)
    assert "***" in str(error.values["reason"])
    assert len(chat_stub.requests) == 1


@pytest.mark.parametrize("code", [301, 302, 307, 308])
def test_redirects_are_refused(chat_stub: ChatStub, code: int) -> None:
    with running_chat_stub() as elsewhere:
        chat_stub.faults = [wire.status(code, Location=f"{elsewhere.url}/chat/completions")]
        assert failure(model_of(chat_stub)).code == "chat_redirected"
        assert elsewhere.requests == []
    assert len(chat_stub.requests) == 1


@pytest.mark.parametrize("fault", [wire.silent, wire.drip], ids=["silent", "drip"])
def test_the_time_limit_holds(chat_stub: ChatStub, fault: wire.Fault) -> None:
    chat_stub.faults = [fault]
    error = failure(model_of(chat_stub, seconds=1.0))
    assert error.code == "chat_too_slow"
    assert len(chat_stub.requests) == 1


def test_unreachable() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # bound, not listening: connections are refused
        url = f"http://127.0.0.1:{held.getsockname()[1]}/v1"
        error = failure(model_of(ChatStub(url=url), retries=1))
    assert error.code == "chat_unreachable"


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize(
    "raw",
    [
        b"not json",
        b"<html>login</html>",
        b"\xff\xfe",
        b"",
        b"[]",
        b"null",
        b'{"choices": []}',
        wire.completion({"role": "assistant", "content": ""}, "stop", None),
        wire.completion({"role": "assistant", "content": "   "}, "stop", None),
        wire.completion({"role": "assistant", "content": 5}, "stop", None),
        wire.completion({"role": "assistant", "content": None}, "stop", None),
        {"choices": None},
        {"error": {"message": "overloaded"}},
    ],
)
def test_unusable_answers_are_refused(chat_stub: ChatStub, raw: object, stream: bool) -> None:
    chat_stub.faults = [wire.answer(raw)] * 9
    assert failure(model_of(chat_stub, stream=stream)).code == "chat_answer"


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("structured", ["schema", "tool"])
def test_a_call_of_an_unknown_tool_is_refused(chat_stub: ChatStub, structured: str, stream: bool) -> None:
    chat_stub.faults = [wire.calls("delete_everything")]
    error = failure(model_of(chat_stub, structured=structured, stream=stream))
    assert error.code == "chat_answer"
    assert "delete_everything" in str(error.values["reason"])


@pytest.mark.filterwarnings("ignore")  # the library's own, which the product does not show either
@pytest.mark.parametrize(
    "usage",
    [
        None,
        {},
        {"prompt_tokens": NAN, "completion_tokens": -3, "total_tokens": NAN},
        {"prompt_tokens": "many", "completion_tokens": None},
        {"prompt_tokens": 1e400},
        {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0},
    ],
)
def test_odd_usage_is_no_usage(chat_stub: ChatStub, usage: object) -> None:
    chat_stub.usage = usage
    reply = model_of(chat_stub, price_input=1.0, price_output=1.0).reply(REQUEST)
    assert json.loads(reply.text) == {"colours": ["red", "blue"]}
    assert (reply.usage.input_tokens, reply.usage.output_tokens) == (None, None)
    assert reply.usage.cost is None


def test_a_reply_that_was_cut_off_by_its_length_says_so(chat_stub: ChatStub) -> None:
    chat_stub.finish = "length"
    assert model_of(chat_stub).reply(REQUEST).finish == "length"


def test_endless_replies_end(chat_stub: ChatStub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evimed.adapters.chat_wire._MOST_BYTES", 50)
    error = failure(model_of(chat_stub))
    assert error.code == "chat_answer"
    assert "50 bytes" in str(error.values["reason"])


@pytest.mark.parametrize("provider", ["anthropic", "google", "mistral"])
def test_other_providers_reach_the_configured_address_only(
    chat_stub: ChatStub, provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip({"google": "google.genai", "mistral": "mistralai"}.get(provider, provider))
    for name in ("ANTHROPIC_BASE_URL", "GOOGLE_GEMINI_BASE_URL", "GOOGLE_API_KEY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    chat_stub.faults = [wire.status(401, f"bad {KEY}")] * 9
    url = chat_stub.url.removesuffix("/v1")
    settings = ChatSettings("m", provider, "some-model", url=url, seconds=20.0)  # type: ignore[arg-type]
    error = failure(PydanticChat(settings, KEY))
    assert (error.code, error.values["status"]) == ("chat_refused", 401)
    assert len(chat_stub.requests) == 1
    assert KEY in "".join(chat_stub.headers[0].values())


def test_a_trial_finds_the_way_to_json(chat_stub: ChatStub) -> None:
    """A server that refuses schemas and does not know tools, but copies what it is shown."""

    def copies(handler: wire.ChatHandler, body: dict[str, Any]) -> None:
        if body.get("response_format") or body.get("tools"):
            handler.reply(400, {"error": {"message": "not supported"}})
            return
        handler.said = body["messages"][-1]["content"].removeprefix("Copy: ").split(". Give")[0]
        handler.speak(body)

    chat_stub.faults = [copies] * 9
    settings = ChatSettings("m", "openai", "qwen3", url=chat_stub.url, seconds=20.0)
    trial = try_out(settings, lambda one: PydanticChat(one, KEY, first_wait_s=0.001))
    assert (trial.structured, trial.fault) == ("text", None)
    assert len(chat_stub.requests) == 3


def test_a_trial_of_a_model_that_is_down_says_why(chat_stub: ChatStub) -> None:
    chat_stub.faults = [wire.status(401)] * 9
    settings = ChatSettings("m", "openai", "qwen3", url=chat_stub.url)
    trial = try_out(settings, lambda one: PydanticChat(one, KEY))
    assert trial.structured is None
    assert isinstance(trial.fault, ModelError)
    assert trial.fault.values["status"] == 401
