"""What was asked of models for one answer, and what became of each statement: part of the answer book."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar

from evimed.answer.checks import Evidence, Finding
from evimed.ports import ChatUsage
from evimed.records import Sentence

Relation = Literal["entailed", "neutral", "contradicted"]
Purpose = Literal["write", "repair", "judge", "standing"]
_N = TypeVar("_N", int, float)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request to a model, word for word, and its reply or the code of what went wrong."""

    purpose: Purpose
    template: str
    sha256: str  # of the template's file
    system: str
    user: str
    reply: str = ""
    finish: str = ""
    usage: ChatUsage = field(default_factory=ChatUsage)
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """What one piece of evidence of a statement turned out to be; no sentences: it is not in the passage."""

    key: str
    quote: str  # as the model wrote it
    sentences: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessed:
    """A statement with all that was found on it."""

    text: str
    grounds: tuple[Ground, ...]
    evidence: tuple[Evidence, ...]
    findings: tuple[Finding, ...]
    coverage: float
    relation: Relation | None = None  # of the judge; None: not asked
    reason: str = ""  # of the judge
    attempt: Literal[1, 2] = 1

    @property
    def kept(self) -> bool:
        """Whether it may be said: no rule objects, and the judge, if there is one, says it is entailed."""
        return not self.findings and bool(self.evidence) and self.relation in (None, "entailed")


@dataclass(frozen=True, slots=True)
class Written:
    """What writing came to: statements that hold, statements that were dropped, and every exchange."""

    kept: tuple[Assessed, ...]
    dropped: tuple[Assessed, ...]
    exchanges: tuple[Exchange, ...]
    judged: bool = False  # a judge answered for what was kept
    stopped: bool = False  # whoever asked did not wait for the rest


def total(usages: Iterable[ChatUsage]) -> ChatUsage:
    """All usages as one; a count is unknown only if no endpoint gave it."""
    summed = ChatUsage()
    for one in usages:
        summed = replace(
            summed,
            requests=summed.requests + one.requests,
            input_tokens=_plus(summed.input_tokens, one.input_tokens),
            output_tokens=_plus(summed.output_tokens, one.output_tokens),
            cost=_plus(summed.cost, one.cost),
            currency=summed.currency or one.currency,
            seconds=round(summed.seconds + one.seconds, 3),
        )
    return summed


def _plus(one: _N | None, other: _N | None) -> _N | None:
    return one if other is None else other if one is None else one + other
