"""Trying a chat model out: does it answer, how fast, and how does it give JSON."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final, cast

from evimed.chat_settings import STRUCTURED, ChatSettings, Structured
from evimed.errors import EvimedError, ModelError
from evimed.ports import ChatModel, ChatRequest, ChatTrial, ChatUsage

_SCHEMA: Final = {
    "type": "object",
    "properties": {"word": {"type": "string"}, "numbers": {"type": "array", "items": {"type": "integer"}}},
    "required": ["word", "numbers"],
    "additionalProperties": False,
}
_SYSTEM: Final = "You return JSON. 你只输出 JSON。"
_FINAL: Final = frozenset({"chat_unreachable", "chat_too_slow", "chat_redirected"})


def try_out(settings: ChatSettings, build: Callable[[ChatSettings], ChatModel]) -> ChatTrial:
    """Ask for a word that only this request knows, as JSON: the configured way first, then the others.

    The fault is that of the first way, if none works; a model that answers but gives no JSON has none and
    no ``structured`` either.
    """
    ways: list[Structured] = [settings.structured]
    ways.extend(way for way in STRUCTURED if way != settings.structured)
    first: EvimedError | None = None
    answered, usage = 0.0, ChatUsage()
    for way in ways:
        word = "".join(secrets.choice("bcdfghjklmnpqrstvwxz") for _ in range(6))
        user = (
            f'Copy: {{"word": "{word}", "numbers": [3, 1, 2]}}. Give exactly this JSON object, nothing else.'
        )
        begun = time.monotonic()
        try:
            reply = build(replace(settings, structured=way)).reply(ChatRequest(_SYSTEM, user, _SCHEMA, 200))
        except EvimedError as fault:
            first = first or fault
            if fault.code in _FINAL or not isinstance(fault, ModelError):
                break
            continue
        answered, usage = round(time.monotonic() - begun, 3), reply.usage
        if _is_asked_for(reply.text, word):
            return ChatTrial(way, answered, usage)
    return ChatTrial(None, answered, usage, None if answered else first)


def _is_asked_for(text: str, word: str) -> bool:
    at, end = text.find("{"), text.rfind("}")
    try:
        found: object = json.loads(text[at : end + 1])
    except ValueError:
        return False
    return isinstance(found, dict) and cast("dict[str, object]", found).get("word") == word
