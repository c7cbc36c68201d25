"""Answers looked back on: the latest, and how many there were of each verdict on each day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from evimed.store.database import Transaction

FIGURES = "figures"  # purpose of a transaction that counts what everybody asked


@dataclass(frozen=True, slots=True)
class AnswerCard:
    """An answer as a list shows it."""

    id: str
    question: str
    verdict: str
    statements: int
    user: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class AnswerDay:
    """Answers of one day (UTC) with one verdict; ``milliseconds`` is the sum of what they took."""

    day: date
    verdict: str
    answers: int
    milliseconds: float


@dataclass(frozen=True, slots=True)
class DocumentUse:
    """What a document contributes: when it came, its passages, the answers that rest on it."""

    ingested_at: datetime
    passages: int
    answers: int


@dataclass(frozen=True, slots=True)
class DocumentParts:
    """How much of each kind came of a document."""

    passages: int = 0
    mentions: int = 0
    assertions: int = 0
    recommendations: int = 0
    conflicts: int = 0
    answers: int = 0


@dataclass(frozen=True, slots=True)
class Unanswered:
    """How many questions were not answered for one reason, and on which way."""

    verdict: str
    route: str
    reason: str
    answers: int


@dataclass(frozen=True, slots=True)
class ModelUsage:
    """What a language model used; ``None`` where the endpoint did not say or no price is configured."""

    model: str
    answers: int
    input_tokens: int | None
    output_tokens: int | None
    cost: float | None
    currency: str | None


@dataclass(frozen=True, slots=True)
class SpentDay:
    """What language models took on one day (UTC); ``None`` where no endpoint said, or none has a price."""

    day: date
    requests: int
    input_tokens: int | None
    output_tokens: int | None
    cost: float | None
    currency: str | None


@dataclass(frozen=True, slots=True)
class FeedbackWeek:
    """What readers said in the week that began on a day (UTC)."""

    week: date
    kind: str
    remarks: int


def unanswered(tx: Transaction, library: str, since: datetime, want: int = 12) -> list[Unanswered]:
    """Why questions since an instant were not answered, the most frequent reasons first."""
    rows = tx.run("answer_outcomes", library=library, since=since, want=want).fetchall()
    return [Unanswered(*row) for row in rows]


def model_usage(tx: Transaction, library: str, since: datetime) -> list[ModelUsage]:
    """What language models used for answers since an instant."""
    return [ModelUsage(*row) for row in tx.run("answer_usage", library=library, since=since).fetchall()]


def spent_days(tx: Transaction, library: str, since: datetime) -> list[SpentDay]:
    """What language models took since an instant, by day."""
    rows = tx.run("answer_usage_days", library=library, since=since).fetchall()
    return [SpentDay(*row) for row in rows]


def usage_totals(tx: Transaction, library: str, since: datetime) -> list[tuple[AnswerDay, SpentDay]]:
    """How much a library was asked by everybody since an instant, by day and verdict, in numbers alone.

    Empty but in a transaction whose purpose is ``FIGURES``.
    """
    rows = tx.run("usage_totals", library=library, since=since).fetchall()
    return [
        (AnswerDay(day, verdict, answers, spent), SpentDay(day, *rest))
        for day, verdict, answers, spent, *rest in rows
    ]


def feedback_weeks(tx: Transaction, library: str, since: datetime) -> list[FeedbackWeek]:
    """What readers said since an instant, by week and kind."""
    return [FeedbackWeek(*row) for row in tx.run("feedback_weeks", library=library, since=since).fetchall()]


def list_answers(
    tx: Transaction, library: str, limit: int, before: datetime | None = None
) -> list[AnswerCard]:
    """The latest answers of a library that this Scope may read, those before an instant."""
    rows = tx.run("answer_list", library=library, want=limit, before=before).fetchall()
    return [AnswerCard(*row) for row in rows]


def answer_days(tx: Transaction, library: str, since: datetime) -> list[AnswerDay]:
    """Answers a day and verdict since an instant, by day."""
    return [
        AnswerDay(day, verdict, answers, spent or 0.0)
        for day, verdict, answers, spent in tx.run("answer_days", library=library, since=since).fetchall()
    ]


def answer_durations(tx: Transaction, library: str, since: datetime) -> list[float]:
    """How long each of the latest 2,000 answers since an instant took, in milliseconds, unordered."""
    rows = tx.run("answer_durations", library=library, since=since).fetchall()
    return [float(spent) for (spent,) in rows]


def document_uses(
    tx: Transaction, library: str, ids: Sequence[str] | None = None
) -> Mapping[str, DocumentUse]:
    """What documents of a library contribute, those of ``ids`` or all, by their id."""
    rows = tx.run("document_use", library=library, ids=None if ids is None else list(ids)).fetchall()
    return {id_: DocumentUse(at, passages, answers) for id_, at, passages, answers in rows}


def document_parts(tx: Transaction, library: str, document_id: str) -> DocumentParts:
    """What came of a document, by its exact id."""
    row = tx.run("document_parts", library=library, id=document_id).fetchone()
    return DocumentParts(*row) if row is not None else DocumentParts()


def answers_citing(tx: Transaction, library: str, document_id: str, limit: int) -> list[AnswerCard]:
    """The latest answers that cite a document, of those this Scope may read."""
    rows = tx.run("answer_citing", library=library, id=document_id, want=limit).fetchall()
    return [AnswerCard(*row) for row in rows]
