"""Chat models through pydantic-ai: OpenAI-compatible endpoints, Anthropic, Google, Mistral."""

from __future__ import annotations

import asyncio
import random
import time
import warnings
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from functools import cache
from threading import Thread
from typing import Any, Final, TypeVar

from pydantic_ai.direct import model_request, model_request_stream
from pydantic_ai.messages import (
    ModelRequest,
    ModelResponse,
    PartDeltaEvent,
    PartStartEvent,
    SystemPromptPart,
    TextPart,
    TextPartDelta,
    ToolCallPart,
    ToolCallPartDelta,
    UserPromptPart,
)
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.output import OutputObjectDefinition
from pydantic_ai.settings import ModelSettings
from pydantic_ai.tools import ToolDefinition

from evimed.adapters.chat_faults import PassingError, fault_of
from evimed.adapters.chat_providers import build_model
from evimed.chat_settings import ChatSettings, Structured
from evimed.errors import ModelError
from evimed.govern.privacy.egress import LOOPBACK, Egress
from evimed.ports import ChatCard, ChatReply, ChatRequest, ChatUsage

_TOOL: Final = "answer"  # the one tool a model may call, where JSON is asked for so
_FIRST_WAIT_S: Final = 0.5
_LONGEST_WAIT_S: Final = 30.0
_MILLION: Final = 1_000_000
_T = TypeVar("_T")

OnText = Callable[[str], None]

# An endpoint that counts tokens oddly is no news for the person who asks; the count is then not given.
for _words in ("Failed to extract usage", "Pydantic serializer warnings"):
    warnings.filterwarnings("ignore", message=_words)


class PydanticChat:
    """A ``ChatModel`` behind an endpoint. Safe in several threads: all work runs on one event loop.

    The time limit covers a reply with all its attempts and the waits between them. 429, 5xx and broken
    connections are tried again with growing, jittered waits that honour ``Retry-After``; what is refused or
    unusable is final.

    Parameters
    ----------
    settings
        Model, address, limits, prices.
    key
        Sent to the configured host only; never shown.
    egress
        The hosts that may be reached; loopback alone unless more are given.

    Raises
    ------
    ModelError
        From ``reply``: ``chat_unreachable``, ``chat_refused``, ``chat_too_slow``, ``chat_redirected``,
        ``chat_answer``.
    """

    def __init__(
        self,
        settings: ChatSettings,
        key: str | None = None,
        *,
        egress: Egress = LOOPBACK,
        first_wait_s: float = _FIRST_WAIT_S,
    ) -> None:
        self._settings = settings
        self._key = key
        self._egress = egress
        self._first_wait_s = first_wait_s
        self._model: Model[Any] | None = None
        self._building = asyncio.Lock()
        # pydantic-ai sends Mistral no schema of its own accord, only that of a tool.
        asked, mistral = settings.structured, settings.provider == "mistral"
        self._structured: Structured = "tool" if mistral and asked == "schema" else asked

    def __repr__(self) -> str:
        return f"PydanticChat({self._settings.name!r}, {self._settings.model!r})"

    @property
    def card(self) -> ChatCard:
        """Which model answers, and how it is asked."""
        settings = self._settings
        return ChatCard(
            settings.name,
            settings.provider,
            settings.model,
            settings.host,
            {
                "temperature": settings.temperature,
                "max_tokens": settings.max_tokens,
                "structured": self._structured,
                "variant": settings.variant,
                "passages": settings.passages,
            },
        )

    def reply(self, request: ChatRequest, on_text: OnText | None = None) -> ChatReply:
        """Answer ``request``; see the port."""
        return _await(self._reply(request, on_text))

    async def _reply(self, request: ChatRequest, on_text: OnText | None) -> ChatReply:
        settings = self._settings
        model = await self._built()  # loading a local model does not count against its time limit
        begun = time.monotonic()
        end = begun + settings.seconds
        for attempt in range(settings.retries + 1):
            try:
                async with asyncio.timeout(end - time.monotonic()):
                    response = await self._attempt(model, request, on_text)
                return self._read(response, request, attempt + 1, time.monotonic() - begun)
            except _CallerError as error:
                raise error.cause from None
            except Exception as error:  # whatever a client library raises
                fault = fault_of(error, settings.name, settings.seconds, self._key)
                wait = self._wait(attempt, fault, end)
                if wait is None:
                    raise fault from None  # the chain may hold headers, and with them the key
            await asyncio.sleep(wait)
        raise AssertionError  # the last attempt returns or raises

    def _wait(self, attempt: int, fault: Exception, end: float) -> float | None:
        """Seconds until the next attempt; ``None`` if there is none, or no time for it."""
        if not isinstance(fault, PassingError) or attempt == self._settings.retries:
            return None
        # Jitter keeps several workers from coming back at the same instant.
        own = min(self._first_wait_s * 2**attempt, _LONGEST_WAIT_S) * random.uniform(0.75, 1.0)  # noqa: S311
        wait = max(own, fault.wait_s)
        return wait if time.monotonic() + wait < end else None

    async def _attempt(
        self, model: Model[Any], request: ChatRequest, on_text: OnText | None
    ) -> ModelResponse:
        messages = [ModelRequest(parts=[SystemPromptPart(request.system), UserPromptPart(request.user)])]
        settings = ModelSettings(
            max_tokens=request.max_tokens or self._settings.max_tokens,
            temperature=self._settings.temperature,
            timeout=self._settings.seconds,
        )
        asked = self._parameters(request)
        if not self._settings.stream:
            response = await model_request(
                model, messages, model_settings=settings, model_request_parameters=asked
            )
            _tell(on_text, _text(response))
            return response
        text = ""
        async with model_request_stream(
            model, messages, model_settings=settings, model_request_parameters=asked
        ) as stream:
            async for event in stream:
                more = _more(event)
                if more:
                    text += more
                    _tell(on_text, text)
            return stream.get()

    async def _built(self) -> Model[Any]:
        # On a thread of its own: the loop also serves the other models.
        async with self._building:
            if self._model is None:
                self._model = await asyncio.to_thread(build_model, self._settings, self._key, self._egress)
            return self._model

    def _parameters(self, request: ChatRequest) -> ModelRequestParameters:
        if request.schema is None or self._structured == "text":
            return ModelRequestParameters()
        schema = dict(request.schema)
        if self._structured == "tool":
            tool = ToolDefinition(
                name=_TOOL, parameters_json_schema=schema, description="Give the answer.", kind="output"
            )
            return ModelRequestParameters(output_mode="tool", output_tools=[tool], allow_text_output=False)
        output = OutputObjectDefinition(json_schema=schema, name=_TOOL, strict=True)
        return ModelRequestParameters(output_mode="native", output_object=output)

    def _read(self, response: ModelResponse, request: ChatRequest, attempts: int, spent: float) -> ChatReply:
        tools = [part for part in response.parts if isinstance(part, ToolCallPart)]
        wanted_tool = request.schema is not None and self._structured == "tool"
        strange = [part.tool_name for part in tools if not wanted_tool or part.tool_name != _TOOL]
        if strange:
            raise self._unusable(f"a call of the unknown tool {strange[0][:40]!r}")
        text = _text(response).strip()
        if not text:
            raise self._unusable(f"no text ({response.finish_reason or 'no reason given'})")
        if response.finish_reason in ("content_filter", "error"):
            raise self._unusable(f"finish reason {response.finish_reason}")
        finish = "length" if response.finish_reason == "length" else "stop"
        return ChatReply(text, self._usage(response, attempts, spent), finish)

    def _usage(self, response: ModelResponse, attempts: int, spent: float) -> ChatUsage:
        sent, got = _count(response.usage.input_tokens), _count(response.usage.output_tokens)
        settings = self._settings
        cost = None
        if settings.price_input is not None and settings.price_output is not None and (sent or got):
            cost = ((sent or 0) * settings.price_input + (got or 0) * settings.price_output) / _MILLION
        currency = settings.currency if cost is not None else None
        return ChatUsage(attempts, sent, got, cost, currency, round(spent, 3))

    def _unusable(self, reason: str) -> ModelError:
        return ModelError("chat_answer", name=self._settings.name, reason=reason)


class _CallerError(Exception):
    """What ``on_text`` raised: not a fault of the model."""

    def __init__(self, cause: BaseException) -> None:
        super().__init__(str(cause))
        self.cause = cause


def _tell(on_text: OnText | None, text: str) -> None:
    if on_text is None:
        return
    try:
        on_text(text)
    except BaseException as error:
        raise _CallerError(error) from error


def _text(response: ModelResponse) -> str:
    """Text of a reply, or the arguments of the one tool; not what a model thinks aloud."""
    calls = [
        part.args if isinstance(part.args, str) else part.args_as_json_str()
        for part in response.parts
        if isinstance(part, ToolCallPart)
    ]
    return (
        calls[0] if calls else "".join(part.content for part in response.parts if isinstance(part, TextPart))
    )


def _more(event: object) -> str:
    if isinstance(event, PartStartEvent):
        if isinstance(event.part, TextPart):
            return event.part.content
        if isinstance(event.part, ToolCallPart) and isinstance(event.part.args, str):
            return event.part.args
    if isinstance(event, PartDeltaEvent):
        if isinstance(event.delta, TextPartDelta):
            return event.delta.content_delta
        if isinstance(event.delta, ToolCallPartDelta) and isinstance(event.delta.args_delta, str):
            return event.delta.args_delta
    return ""


def _count(value: object) -> int | None:
    """A count of tokens as it can be true; endpoints also say 0, NaN or nothing."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """The event loop of all chat models, on a thread of its own."""
    loop = asyncio.new_event_loop()
    Thread(target=loop.run_forever, name="evimed-chat", daemon=True).start()
    return loop


def _await(work: Coroutine[Any, Any, _T]) -> _T:
    future: Future[_T] = asyncio.run_coroutine_threadsafe(work, _loop())
    try:
        return future.result()
    except BaseException:
        future.cancel()  # Ctrl-C here ends the request there
        raise
