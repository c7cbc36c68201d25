"""An answer given again: what is the same, what changed, and why."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from evimed import __version__
from evimed.answer.ask import Asking, answer
from evimed.answer.write.following import outcome_of
from evimed.json_forms import AnswerJson, answer_json
from evimed.store.answers import get_answer, get_book

Why = Literal["library", "model", "prompt", "embedder", "code", "model_varies", "unknown"]


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that is not as it was."""

    what: Why
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class Replay:
    """Two records of one question, and what lies between them."""

    then: AnswerJson
    now: AnswerJson
    verdict_changed: bool
    kept: tuple[str, ...]  # statements said both times, from the same places
    moved: tuple[str, ...]  # said both times, from other places
    gone: tuple[str, ...]
    new: tuple[str, ...]
    causes: tuple[Cause, ...]  # empty if nothing differs that could matter

    @property
    def same(self) -> bool:
        """Whether the answer says the same, from the same places, with the same verdict."""
        return not (self.verdict_changed or self.moved or self.gone or self.new)


def replay(asking: Asking, answer_id: str) -> Replay:
    """Answer the question of a kept answer again, without keeping the new one.

    The passages go to the model under the keys they had, so that the same library, model and code make the
    same prompts.
    """
    with asking.open() as tx:
        then = cast("AnswerJson", cast("object", get_answer(tx, answer_id)))
        book = get_book(tx, then["id"])
    nonce = book["nonce"] if book else secrets.token_hex(16)
    again = outcome_of(answer(asking, then["question"], nonce))
    return compare(then, book, answer_json(again.answer), again.book)


def compare(
    then: AnswerJson, old: Mapping[str, Any] | None, now: AnswerJson, new: Mapping[str, Any]
) -> Replay:
    """What changed between two answers to one question, and what may have caused it."""
    before, after = _places(then), _places(now)
    kept = tuple(text for text in after if before.get(text) == after[text])
    moved = tuple(text for text in after if text in before and before[text] != after[text])
    made = Replay(
        then,
        now,
        verdict_changed=then["verdict"]["name"] != now["verdict"]["name"],
        kept=kept,
        moved=moved,
        gone=tuple(text for text in before if text not in after),
        new=tuple(text for text in after if text not in before),
        causes=(),
    )
    causes = _causes(then, old, now, new)
    if not causes and not made.same:
        causes = [Cause("model_varies" if new["model"] else "unknown", "", "")]
    return Replay(
        made.then,
        made.now,
        made.verdict_changed,
        made.kept,
        made.moved,
        made.gone,
        made.new,
        tuple(causes),
    )


def _places(record: AnswerJson) -> dict[str, frozenset[tuple[str, int, int]]]:
    """Statements with the places they rest on: document and characters."""
    places = {
        citation["id"]: (citation["document"]["id"], *citation["locator"]["chars"])
        for citation in record["citations"]
    }
    return {
        statement["text"]: cast(
            "frozenset[tuple[str, int, int]]", frozenset(places[key] for key in statement["citations"])
        )
        for statement in record["statements"]
    }


def _causes(
    then: AnswerJson, old: Mapping[str, Any] | None, now: AnswerJson, new: Mapping[str, Any]
) -> list[Cause]:
    causes: list[Cause] = []

    def differs(what: Why, one: object, other: object) -> None:
        if one != other:
            causes.append(Cause(what, _words(one), _words(other)))

    differs("library", then["library_version"], now["library_version"])
    if old is None:
        return causes
    differs("model", _model(old["model"]), _model(new["model"]))
    differs("model", _model(old["judge"]), _model(new["judge"]))
    if old["fault"] != new["fault"]:
        differs("model", old["fault"] or "", new["fault"] or "")
    if old["model"] and new["model"]:
        differs("prompt", _prompts(old["exchanges"]), _prompts(new["exchanges"]))
    differs("embedder", old["embedder"], new["embedder"])
    differs("code", old["code"], __version__)
    return causes


def _model(card: Mapping[str, Any] | None) -> str:
    if not card:
        return ""
    given = cast("Mapping[str, object]", card["parameters"] or {})
    parameters = " ".join(f"{name}={value}" for name, value in sorted(given.items()))
    return " ".join(filter(None, (card["provider"], card["model"], card["host"], parameters)))


def _prompts(exchanges: Sequence[Mapping[str, Any]]) -> str:
    """Templates of the writing itself; whether a repair was needed is an effect, not a cause."""
    return " ".join(
        f"{one['template']} {one['sha256'][:12]}" for one in exchanges if one["purpose"] == "write"
    )


def _words(value: object) -> str:
    return "—" if value in (None, "") else str(value)
