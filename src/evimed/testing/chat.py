"""A chat model by script, and the suite that every ``ChatModel`` must pass."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from evimed.errors import EvimedError
from evimed.ports import ChatCard, ChatModel, ChatReply, ChatRequest, ChatUsage

Line = str | EvimedError | Callable[[ChatRequest], str]
_PIECE: Final = 7  # characters that come at once
_THREADS: Final = 4
_REQUEST: Final = ChatRequest(
    "You return JSON.", 'Give {"word": "aspirin", "数": [1, 2]}.', {"type": "object"}
)


@dataclass
class ScriptedChat:
    """Deterministic fake: says its lines one after the other, the last one for ever after.

    A line is a text, an error to raise, or a function of the request. ``requests`` keeps what was asked.
    """

    lines: Sequence[Line]
    name: str = "scripted"
    parameters: Mapping[str, object] = field(default_factory=dict[str, object])
    finish: str = "stop"
    requests: list[ChatRequest] = field(default_factory=list[ChatRequest])

    @property
    def card(self) -> ChatCard:
        """It calls itself what it is."""
        return ChatCard(self.name, "scripted", f"{self.name}-1", "", self.parameters)

    def reply(self, request: ChatRequest, on_text: Callable[[str], None] | None = None) -> ChatReply:
        """The next line, counted as a token a character."""
        line = self.lines[min(len(self.requests), len(self.lines) - 1)]
        self.requests.append(request)
        if isinstance(line, EvimedError):
            raise line
        text = line if isinstance(line, str) else line(request)
        if on_text is not None:
            for end in range(_PIECE, len(text) + _PIECE, _PIECE):
                on_text(text[:end])
        usage = ChatUsage(1, len(request.system) + len(request.user), len(text))
        return ChatReply(text, usage, "length" if self.finish == "length" else "stop")


def check_chat_model(model: ChatModel) -> None:
    """Run every promise of the ``ChatModel`` port against ``model``, which must answer any request.

    Raises
    ------
    AssertionError
        Names the promise that is broken.
    """
    card = model.card
    _require(bool(card.name and card.provider and card.model), "the card does not say which model it is")
    _require(card == model.card, "the card changes between two calls")
    reply = model.reply(_REQUEST)
    _check_reply(reply)
    seen: list[str] = []
    streamed = model.reply(_REQUEST, seen.append)
    _check_reply(streamed)
    _require(bool(seen), "on_text is never called")
    _require(seen[-1].strip() == streamed.text.strip(), "on_text does not end with the whole text")
    _require(all(later.startswith(now) for now, later in pairwise(seen)), "text is taken back")
    _check_caller(model)
    with ThreadPoolExecutor(_THREADS) as pool:
        for together in pool.map(model.reply, [_REQUEST] * _THREADS):
            _check_reply(together)


def _check_reply(reply: ChatReply) -> None:
    _require(bool(reply.text.strip()), "the reply is empty")
    _require(reply.usage.requests >= 1, "a reply without a request")
    for count in (reply.usage.input_tokens, reply.usage.output_tokens):
        _require(count is None or count > 0, f"a count of {count} tokens")
    _require(reply.usage.seconds >= 0, "less than no time")


class _StopError(Exception):
    """What the suite's own ``on_text`` raises."""


def _check_caller(model: ChatModel) -> None:
    def stop(text: str) -> None:
        raise _StopError(text)

    try:
        model.reply(_REQUEST, stop)
    except _StopError:
        return
    raise AssertionError("what on_text raises is swallowed")


def _require(kept: bool, broken: str) -> None:
    if not kept:
        raise AssertionError(broken)
