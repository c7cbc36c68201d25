"""How strong the evidence is that an answer rests on, and what that caps.

Weak evidence does not forbid to answer, it forbids to answer as if nothing were the matter: where a
question of care
for people rests on animals, cells, models or single cases alone, or on a retracted study, the verdict is
``caveats``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from evimed.answer.compose import Composed
from evimed.catalogue import Language, text
from evimed.knowledge.grading.designs import Design
from evimed.knowledge.grading.oxford import SCHEME, QuestionType, level_of_study, question_type
from evimed.knowledge.grading.rows import of_row
from evimed.knowledge.grading.study import Study
from evimed.knowledge.grading.worksheet import SCHEME as GRADE
from evimed.records import Citation, Grade, Statement
from evimed.store.database import Transaction
from evimed.store.evidence import judgements_of, studies_of

# Designs that alone do not carry an answer on the care of people.
_CAPPED: Final[frozenset[Design]] = frozenset(("animal", "in_vitro", "model", "case_report", "case_series"))
_CARE: Final[frozenset[QuestionType]] = frozenset(("therapy", "harm", "diagnosis", "prognosis", "screening"))


@dataclass(frozen=True, slots=True)
class Weighed:
    """An answer with the grades of its statements, and why it cannot stand without caveats, if it cannot."""

    composed: Composed
    caveat: str | None = None


def weigh(tx: Transaction, library: str, question: str, language: Language, composed: Composed) -> Weighed:
    """Grade each statement that rests on studies, and find what caps the verdict.

    A statement of several studies gets the best of their levels: Oxford takes the best available evidence.
    """
    documents = sorted({citation.document.id for citation in composed.citations})
    kind = question_type(question)
    if not documents or kind is None:
        return Weighed(composed)
    studies = {id_: of_row(record) for id_, record in studies_of(tx, library, documents).items()}
    if not studies:
        return Weighed(composed)
    decided: dict[str, str] = {}
    for one in judgements_of(tx, library, sorted(studies), "grade"):
        decided.setdefault(one.document_id, str(one.record["certainty"]))
    by_id = {citation.id: citation for citation in composed.citations}
    statements = tuple(_graded(one, by_id, studies, decided, kind, language) for one in composed.statements)
    return Weighed(replace(composed, statements=statements), _cap(composed, studies, kind, language))


def _graded(
    statement: Statement,
    citations: Mapping[str, Citation],
    studies: Mapping[str, Study],
    decided: Mapping[str, str],
    kind: QuestionType,
    language: Language,
) -> Statement:
    ids = list(dict.fromkeys(citations[key].document.id for key in statement.citations))
    if statement.grade is not None or not ids or any(id_ not in studies for id_ in ids):
        return statement
    if len(ids) == 1 and ids[0] in decided:
        return replace(statement, grade=Grade(GRADE, decided[ids[0]]))
    levels = [(level, id_) for id_ in ids if (level := _level(studies[id_], kind)) is not None]
    if not levels:
        return statement
    level, _ = min(levels)
    value = text(f"grading.level.{kind}", language, level=level)
    return replace(statement, grade=Grade(SCHEME, value))


def _level(study: Study, kind: QuestionType) -> int | None:
    return level_of_study(study, kind)


def _cap(
    composed: Composed, studies: Mapping[str, Study], kind: QuestionType, language: Language
) -> str | None:
    cited = list(dict.fromkeys(citation.document.id for citation in composed.citations))
    if any(studies[id_].retracted is not None for id_ in cited if id_ in studies):
        titles = [
            one.document.title for one in composed.citations
            if one.document.id in studies and studies[one.document.id].retracted is not None
        ]  # fmt: skip
        return text("verdict.caveats.retracted", language, title=titles[0])
    if kind not in _CARE or any(id_ not in studies for id_ in cited):
        return None  # a label, a guideline, a law carries it too
    designs = {studies[id_].design.name for id_ in cited}
    if not designs <= _CAPPED:
        return None
    names = ("、" if language == "zh" else ", ").join(
        text(f"grading.design.{name}", language) for name in sorted(designs)
    )
    return text("verdict.caveats.weak_design", language, designs=names)
