"""Whether the library answers the question at all (placeholder wiring; see the module's functions)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evimed.answer.rank import Ranked
from evimed.answer.select import Question
from evimed.ports import Embedder


@dataclass(frozen=True, slots=True)
class Sufficiency:
    """Yes or no, how sure, and the words of the question that found no counterpart."""

    enough: bool
    probability: float
    missing: tuple[str, ...]


def judge(question: Question, ranked: Sequence[Ranked], embedder: Embedder | None) -> Sufficiency:
    return Sufficiency(bool(ranked), 1.0, ())
