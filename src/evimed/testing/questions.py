"""Question sets: what a right answer holds, and how many a system gets right.

A set is a JSON list of ``{"id", "question", "language", "document", "answerable", "accept", "accept_all"}``.
A statement is right if it holds any of ``accept`` and all of ``accept_all``, white space apart.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evimed.records import Answer


@dataclass(frozen=True, slots=True)
class Question:
    """One question and what an answer to it holds; ``answerable`` false: the library does not say."""

    id: str
    text: str
    language: str
    answerable: bool
    accept: tuple[str, ...]
    accept_all: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Counts over a set, with the ids that went wrong."""

    answerable: int
    found: int
    unanswerable: int
    refused: int
    missed: tuple[str, ...]  # answered without the fact
    refused_wrongly: tuple[str, ...]
    answered_wrongly: tuple[str, ...]

    def line(self, name: str) -> str:
        """One line for a terminal."""
        found = f"{self.found}/{self.answerable} ({self.found / max(1, self.answerable):.1%})"
        refused = f"{self.refused}/{self.unanswerable} ({self.refused / max(1, self.unanswerable):.1%})"
        return f"{name}: fact quoted {found}, unanswerable refused {refused}"


def load_questions(path: Path) -> list[Question]:
    """Read a set."""
    raw: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return [
        Question(
            id=str(item["id"]),
            text=item["question"],
            language=item["language"],
            answerable=bool(item["answerable"]),
            accept=tuple(item.get("accept") or ()),
            accept_all=tuple(item.get("accept_all") or ()),
        )
        for item in raw
    ]


def holds_answer(question: Question, statement: str) -> bool:
    """Whether a statement holds the accepted answer."""
    squeezed = _squeeze(statement)
    some = not question.accept or any(_squeeze(a) in squeezed for a in question.accept)
    return some and all(_squeeze(a) in squeezed for a in question.accept_all)


def evaluate(ask: Callable[[str], Answer], questions: Sequence[Question]) -> Report:
    """Ask every question; an unanswerable one is right if no statement is made."""
    found = refused = 0
    missed: list[str] = []
    refused_wrongly: list[str] = []
    answered_wrongly: list[str] = []
    for question in questions:
        answer = ask(question.text)
        said_nothing = not answer.statements
        if not question.answerable:
            refused += said_nothing
            if not said_nothing:
                answered_wrongly.append(question.id)
        elif any(holds_answer(question, statement.text) for statement in answer.statements):
            found += 1
        elif said_nothing:
            refused_wrongly.append(question.id)
        else:
            missed.append(question.id)
    answerable = sum(question.answerable for question in questions)
    return Report(
        answerable=answerable,
        found=found,
        unanswerable=len(questions) - answerable,
        refused=refused,
        missed=tuple(missed),
        refused_wrongly=tuple(refused_wrongly),
        answered_wrongly=tuple(answered_wrongly),
    )


def _squeeze(text: str) -> str:
    return re.sub(r"\s", "", text)
