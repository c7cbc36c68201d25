"""What a model replied, read as far as it can be read: whole statements even of a reply that was cut off."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

MOST_STATEMENTS: Final = 8
_MOST_CHARACTERS: Final = 800  # of a statement
_MOST_EVIDENCE: Final = 6
_LIST = re.compile(r'"statements"\s*:\s*\[|"verdicts"\s*:\s*\[')


def _schema(name: str, item: Mapping[str, object], **before: object) -> dict[str, object]:
    """An object with one list of ``item`` under ``name``, everything required (strict modes want that)."""
    listed: dict[str, object] = {"type": "array", "items": item}
    return _object({**before, name: listed})


def _object(properties: Mapping[str, object]) -> dict[str, object]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


_TEXT: Final = {"type": "string"}
_EVIDENCE: Final = {"type": "array", "items": _object({"key": _TEXT, "quote": _TEXT})}
_NUMBER: Final = {"type": "integer"}
ANSWER_SCHEMA: Final = _schema("statements", _object({"text": _TEXT, "evidence": _EVIDENCE}))
STEPS_SCHEMA: Final = _schema("statements", _object({"text": _TEXT, "evidence": _EVIDENCE}), steps=_TEXT)
REPAIR_SCHEMA: Final = _schema("statements", _object({"n": _NUMBER, "text": _TEXT, "evidence": _EVIDENCE}))
# The words first, the statement after them: a small model then words what it has just copied, where it would
# word the question again and look for a quotation afterwards.
QUOTES_SCHEMA: Final = _schema("statements", _object({"evidence": _EVIDENCE, "text": _TEXT}))
_RELATION: Final = {"type": "string", "enum": ["entailed", "neutral", "contradicted"]}
JUDGE_SCHEMA: Final = _schema("verdicts", _object({"key": _TEXT, "verdict": _RELATION, "reason": _TEXT}))
STANDING_SCHEMA: Final = _object({"question": _TEXT})


def narrowed(schema: Mapping[str, object], given: Mapping[str, Sequence[str]]) -> dict[str, object]:
    """``schema`` with evidence that can only be a sentence that was given, and lists that end.

    For a model in this process: small ones copy badly, and its grammar is made for each request anyway. A
    service would have to compile a new one for every question.

    Parameters
    ----------
    schema
        Of an answer or a repair.
    given
        The sentences of each passage by its key.
    """
    made: dict[str, Any] = json.loads(json.dumps(schema))
    statements = made["properties"]["statements"]
    statements["maxItems"] = MOST_STATEMENTS // 2
    evidence = statements["items"]["properties"]["evidence"]
    evidence["minItems"], evidence["maxItems"] = 1, 2
    evidence["items"] = {
        "anyOf": [
            _object({"key": {"const": key}, "quote": {"type": "string", "enum": list(sentences)}})
            for key, sentences in given.items()
        ]
    }
    return made


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement as a model wrote it: ``(key, quote)`` pairs, unchecked."""

    text: str
    evidence: tuple[tuple[str, str], ...]
    number: int | None = None  # of the statement it mends


def read_drafts(reply: str) -> list[Draft] | None:
    """The statements of a reply, at most eight; ``None`` if it is nothing that was asked for."""
    items = list(read_items(reply, "statements"))
    if not items and _object_of(reply).get("statements") != []:
        return None
    drafts: list[Draft] = []
    for item in items:
        text = item.get("text")
        if not isinstance(text, str) or not 0 < len(text.strip()) <= _MOST_CHARACTERS:
            continue
        number = item.get("n")
        drafts.append(
            Draft(
                " ".join(text.split()),
                tuple(_pairs(item.get("evidence")))[:_MOST_EVIDENCE],
                number if isinstance(number, int) else None,
            )
        )
    return drafts[:MOST_STATEMENTS]


def _pairs(evidence: object) -> Iterator[tuple[str, str]]:
    for item in cast("list[object]", evidence) if isinstance(evidence, list) else []:
        pair = cast("dict[str, object]", item) if isinstance(item, dict) else {}
        key, quote = pair.get("key"), pair.get("quote")
        # A malformed piece is kept as one that fails: leaving it out could make the rest look whole.
        yield (
            key.strip().strip("[]/") if isinstance(key, str) else "",
            quote if isinstance(quote, str) else "",
        )


def read_question(reply: str) -> str | None:
    """The question of a reply that rewrites one."""
    question = _object_of(reply).get("question")
    return " ".join(question.split()) if isinstance(question, str) and question.strip() else None


def read_items(reply: str, name: str) -> Iterator[dict[str, Any]]:
    """The objects of the list ``name``, each as soon as it is whole: of half a reply, too."""
    start = next((m.end() for m in _LIST.finditer(reply) if m.group().startswith(f'"{name}"')), None)
    if start is None:
        return
    decoder = json.JSONDecoder()
    while start < len(reply):
        match = re.compile(r"[\s,]*").match(reply, start)
        start = match.end() if match else start
        if start >= len(reply) or reply[start] != "{":
            return
        try:
            item, start = decoder.raw_decode(reply, start)
        except (ValueError, RecursionError):
            return
        yield cast("dict[str, Any]", item)


def _object_of(reply: str) -> dict[str, Any]:
    """The first JSON object of a reply, whatever stands around it (fences, politeness)."""
    at = reply.find("{")
    try:
        found: object = json.JSONDecoder().raw_decode(reply, at)[0] if at >= 0 else {}
    except (ValueError, RecursionError):
        return {}
    return cast("dict[str, Any]", found)
