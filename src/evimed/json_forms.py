"""Records as JSON: what ``--json`` prints, and later what HTTP answers. Pure functions without words.

The form of an answer is a public contract (``evimed/answer/1``); a test validates it against its schema.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Required, TypedDict, cast

from evimed.catalogue import Language
from evimed.errors import EvimedError
from evimed.records import (
    Answer,
    AnswerBegan,
    AnswerEvent,
    AnswerFinished,
    CellRange,
    Citation,
    Deletion,
    Document,
    FoundConflict,
    Grade,
    Hit,
    IngestOutcome,
    Locator,
    Passage,
    Position,
    Statement,
    StatementSaid,
    StatementsWithdrawn,
)

ANSWER_SCHEMA = "evimed/answer/1"
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class DecisionJson(TypedDict):
    """A verdict or a route: a name, and the reason for it."""

    name: str
    reason: str


class GradeJson(TypedDict):
    """Strength of evidence in its native scheme."""

    scheme: str
    value: str


class StatementJson(TypedDict):
    """One thing said."""

    text: str
    citations: list[str]
    support: str
    grade: GradeJson | None


class PositionJson(TypedDict):
    """One side of a conflict."""

    text: str
    citations: list[str]


class ConflictJson(TypedDict):
    """Sources that disagree."""

    kind: str
    topic: str
    positions: list[PositionJson]


class CitedDocumentJson(TypedDict):
    """A document as a citation names it."""

    id: str
    title: str
    source: str
    kind: str
    version: str | None
    published: str | None
    superseded_by: str | None


class CellJson(TypedDict):
    """Cells of a spreadsheet."""

    sheet: str
    range: str


class LocatorJson(TypedDict, total=False):
    """Where something stands in its source; only what the format has."""

    chars: Required[list[int]]
    page: int
    box: list[float]
    section: list[str]
    cell: CellJson
    slide: int
    seconds: list[float]


class CitationJson(TypedDict):
    """One quotation and where it stands."""

    id: str
    document: CitedDocumentJson
    locator: LocatorJson
    quote: str


class LabelJson(TypedDict):
    """The mark of generated content."""

    text: str
    metadata: dict[str, str]


class ConflictReportJson(ConflictJson):
    """A conflict of a library, with what it stands on."""

    attribute: str
    explanation: str
    citations: list[CitationJson]


class AnswerJson(TypedDict):
    """The answer record, ``evimed/answer/1``, as printed and as stored."""

    schema: str
    id: str
    question: str
    language: Language
    route: DecisionJson
    verdict: DecisionJson
    statements: list[StatementJson]
    conflicts: list[ConflictJson]
    citations: list[CitationJson]
    not_known: list[str]
    notices: list[str]
    label: LabelJson
    model: dict[str, str] | None
    library_version: int
    timings_ms: dict[str, float]


def answer_json(answer: Answer) -> AnswerJson:
    """The answer record, schema ``evimed/answer/1``."""
    return {
        "schema": ANSWER_SCHEMA,
        "id": answer.id,
        "question": answer.question,
        "language": answer.language,
        "route": {"name": answer.route.name, "reason": answer.route.reason},
        "verdict": {"name": answer.verdict.name, "reason": answer.verdict.reason},
        "statements": [_statement(statement) for statement in answer.statements],
        "conflicts": [
            {"kind": one.kind, "topic": one.topic, "positions": [_position(side) for side in one.positions]}
            for one in answer.conflicts
        ],
        "citations": [_citation(citation) for citation in answer.citations],
        "not_known": list(answer.not_known),
        "notices": list(answer.notices),
        "label": {"text": answer.label.text, "metadata": dict(answer.label.metadata)},
        "model": dict(answer.model) if answer.model is not None else None,
        "library_version": answer.library_version,
        "timings_ms": {stage: round(spent, 2) for stage, spent in answer.timings_ms.items()},
    }


def event_json(event: AnswerEvent) -> dict[str, object]:
    """What comes while an answer is made; ``event`` says which: began, statement, withdrawn, answer."""
    match event:
        case AnswerBegan():
            return {
                "event": "began",
                "id": event.id,
                "question": event.question,
                "language": event.language,
                "label": {"text": event.label.text, "metadata": dict(event.label.metadata)},
                "notices": list(event.notices),
            }
        case StatementSaid():
            citations = [_citation(citation) for citation in event.citations]
            return {"event": "statement", "statement": _statement(event.statement), "citations": citations}
        case StatementsWithdrawn():
            return {"event": "withdrawn"}
        case AnswerFinished():
            return {"event": "answer", "answer": answer_json(event.answer)}


def conflict_report_json(found: FoundConflict) -> ConflictReportJson:
    """A conflict as ``evimed conflicts --json`` prints it: as in an answer, with its citations."""
    return {
        "kind": found.conflict.kind,
        "topic": found.conflict.topic,
        "positions": [_position(side) for side in found.conflict.positions],
        "attribute": found.attribute,
        "explanation": found.explanation,
        "citations": [_citation(citation) for citation in found.citations],
    }


def hit_json(hit: Hit, rank: int) -> dict[str, object]:
    """One search result; ``rank`` counts from 1."""
    passage, score = hit.passage, hit.score
    return {
        "rank": rank,
        "score": {
            "fused": score.fused,
            "bm25": score.bm25,
            "bm25_rank": score.bm25_rank,
            "dense": score.dense,
            "dense_rank": score.dense_rank,
        },
        "passage": {
            "id": passage.id,
            "text": passage.text,
            "chars": list(passage.chars),
            "language": passage.language,
        },
        "document": cited_document_json(hit.document),
        "locator": locator_json(passage_locator(passage)),
    }


def cited_document_json(document: Document) -> CitedDocumentJson:
    """A document as a citation names it."""
    return {
        "id": document.id,
        "title": document.title,
        "source": document.source,
        "kind": document.kind,
        "version": document.version,
        "published": iso_date(document.published),
        "superseded_by": document.superseded_by,
    }


def document_json(document: Document) -> dict[str, object]:
    """A document with all that the library knows of it."""
    return {
        **cited_document_json(document),
        "library": document.library,
        "language": document.language,
        "sha256": document.sha256,
        "size": document.size,
        "mime": document.mime,
        "stamp": document.stamp,
        "pages": document.pages,
        "characters": document.characters,
        "warnings": list(document.warnings),
    }


def outcome_json(outcome: IngestOutcome, language: Language) -> dict[str, object]:
    """What became of one file; the words of its error are in ``language``."""
    return {
        "source": outcome.source,
        "status": outcome.status,
        "document_id": outcome.document_id,
        "title": outcome.title,
        "passages": outcome.passages,
        "supersedes": outcome.supersedes,
        "error": error_json(outcome.error, language) if outcome.error is not None else None,
        "seconds": round(outcome.seconds, 3),
    }


def deletion_json(deletion: Deletion) -> dict[str, object]:
    """What was removed with a document."""
    return {
        "document": {"id": deletion.document_id, "title": deletion.title},
        "removed": {
            "passages": deletion.passages,
            "vectors": deletion.vectors,
            "answers": deletion.answers,
        },
    }


def error_json(error: EvimedError, language: Language) -> dict[str, object]:
    """An error: its code for programs, its words for people."""
    return {"code": error.code, "message": error.message(language), "hint": error.hint(language)}


def iso_date(value: str | None) -> str | None:
    """``value`` if it is a whole ISO date that exists, else ``None`` (a bare year is no date)."""
    if value is None or not _ISO_DATE.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        return None


def locator_json(locator: Locator) -> LocatorJson:
    """Where something stands in its source."""
    return cast(LocatorJson, cast(object, locator.to_json()))


def passage_locator(passage: Passage) -> Locator:
    """Where a whole passage stands: on its first page, the box around its sentences there."""
    places = [sentence.locator for sentence in passage.sentences]
    if not places:
        return Locator(chars=passage.chars, section=passage.section)
    first = places[0]
    boxes = [place.box for place in places if place.box is not None and place.page == first.page]
    return Locator(
        chars=passage.chars,
        page=first.page,
        box=_around(boxes) if boxes else None,
        section=passage.section,
        cell=_cells([place.cell for place in places]),
        slide=first.slide,
    )


def _around(boxes: list[tuple[float, float, float, float]]) -> tuple[float, float, float, float]:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _cells(cells: list[CellRange | None]) -> CellRange | None:
    """From the first cell to the last, if all stand on one sheet."""
    known = [cell for cell in cells if cell is not None]
    if not known or len({cell.sheet for cell in known}) > 1:
        return None
    start, end = known[0].range.split(":")[0], known[-1].range.split(":")[-1]
    return CellRange(known[0].sheet, start if start == end else f"{start}:{end}")


def _statement(statement: Statement) -> StatementJson:
    return {
        "text": statement.text,
        "citations": list(statement.citations),
        "support": statement.support,
        "grade": _grade(statement.grade),
    }


def _grade(grade: Grade | None) -> GradeJson | None:
    return {"scheme": grade.scheme, "value": grade.value} if grade is not None else None


def _position(position: Position) -> PositionJson:
    return {"text": position.text, "citations": list(position.citations)}


def _citation(citation: Citation) -> CitationJson:
    return {
        "id": citation.id,
        "document": cited_document_json(citation.document),
        "locator": locator_json(citation.locator),
        "quote": citation.quote,
    }
