"""What a model replied during an evaluation, kept in a file: the same request is not made twice.

A run that was cut short goes on where it was, and what a model once wrote can be put before today's checks in
minutes. Requests are told apart as a whole (model, prompt, schema); but the keys of passages are random each
time, so that the first to occur is called ``[[1]]`` in the file, the second ``[[2]]``.

A file is a line of JSON for each reply: ``{"request", "text", "finish", "usage"}``, with the SHA-256 of the
request in place of its words.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from evimed.errors import InputError
from evimed.govern.session import Session
from evimed.ports import ChatCard, ChatModel, ChatReply, ChatRequest, ChatUsage

_KEY: Final = re.compile(r"\[\[(\w+)\]\]")


def keeping(session: Session, path: Path | None) -> Session:
    """``session`` with its chat models' replies kept in the file ``path``, if one is named."""
    return session if path is None else session.with_chat(Replies(path).hear)


class Replies:
    """A file of replies, by request.

    Raises
    ------
    InputError
        ``replies_unreadable``: what the file holds is not that.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, ChatReply] = {}
        if not path.exists():
            return
        try:
            for line in path.read_text(encoding="utf-8").splitlines():
                raw: dict[str, Any] = json.loads(line)
                usage = ChatUsage(**raw["usage"])
                self._known[raw["request"]] = ChatReply(raw["text"], usage, raw["finish"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise InputError("replies_unreadable", path=path, reason=str(error)) from error

    def hear(self, model: ChatModel) -> ChatModel:
        """``model``, asked only for what the file does not hold."""
        return _Heard(model, self)

    def find(self, request: str) -> ChatReply | None:
        """What was replied to it."""
        return self._known.get(request)

    def keep(self, request: str, reply: ChatReply) -> None:
        """One line more."""
        self._known[request] = reply
        line = {
            "request": request,
            "text": reply.text,
            "finish": reply.finish,
            "usage": asdict(reply.usage),
        }
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


class _Heard:
    """A chat model with a memory."""

    def __init__(self, model: ChatModel, replies: Replies) -> None:
        self._model = model
        self._replies = replies

    @property
    def card(self) -> ChatCard:
        return self._model.card

    def reply(self, request: ChatRequest, on_text: Callable[[str], None] | None = None) -> ChatReply:
        """The reply that is kept, else the model's, which is kept from then on."""
        numbers = {key: str(n) for n, key in enumerate(dict.fromkeys(_KEY.findall(request.user)), start=1)}
        name = _name(self.card, request, numbers)
        known = self._replies.find(name)
        if known is None:
            reply = self._model.reply(request, on_text)
            said = ChatReply(_exchanged(reply.text, numbers), reply.usage, reply.finish)
            self._replies.keep(name, said)
            return reply
        keys = {f"[[{number}]]": key for key, number in numbers.items()}
        text = re.sub(r"\[\[\d+\]\]", lambda match: keys.get(match.group(), match.group()), known.text)
        if on_text is not None:
            on_text(text)
        return ChatReply(text, known.usage, known.finish)


def _name(card: ChatCard, request: ChatRequest, numbers: Mapping[str, str]) -> str:
    schema = json.dumps(request.schema, ensure_ascii=False)
    parameters = json.dumps(dict(card.parameters or {}), sort_keys=True, default=str)
    parts = (card.model, parameters, request.system, request.user, schema, str(request.max_tokens))
    return hashlib.sha256(_exchanged("\n".join(parts), numbers).encode()).hexdigest()


def _exchanged(text: str, numbers: Mapping[str, str]) -> str:
    """``text`` with numbers in double brackets for the keys."""
    if not numbers:
        return text
    keys = "|".join(re.escape(key) for key in numbers)
    return re.sub(rf"\b(?:{keys})\b", lambda match: f"[[{numbers[match.group()]}]]", text)
