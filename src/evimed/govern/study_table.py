"""Studies side by side: design, size, people, comparison, outcome, effect, each with its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from evimed.errors import InputError
from evimed.json_forms import cited_document_json
from evimed.knowledge.grading import oxford, worksheet
from evimed.knowledge.grading.rows import of_row
from evimed.knowledge.grading.study import DESIGNS, Study
from evimed.knowledge.tokens import fold
from evimed.records import Document, Part
from evimed.store.database import Transaction
from evimed.store.evidence import Judgement, judgements_of, study_table

SCHEMA: Final = "evimed/studies/1"
MOST: Final = 1000  # rows of one table
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which studies: those with all the words of ``about``, of a design, of these documents; how many."""

    about: str = ""
    design: str | None = None
    documents: Sequence[str] = ()
    limit: int = MOST
    skip: int = 0


def studies_json(tx: Transaction, library: str, wanted: Wanted) -> Json:
    """The studies that the Scope sees; ``total`` counts those that fit, the table holds those asked for.

    Raises
    ------
    InputError
        ``design_unknown``, ``limit_out_of_range``.
    """
    if wanted.design is not None and wanted.design not in DESIGNS:
        raise InputError("design_unknown", design=wanted.design, valid=", ".join(DESIGNS))
    if not 1 <= wanted.limit <= MOST:
        raise InputError("limit_out_of_range", limit=wanted.limit, valid=f"1–{MOST}")
    total, found = study_table(
        tx,
        library,
        design=wanted.design,
        ids=list(wanted.documents) or None,
        words=fold(wanted.about).split(),
        want=wanted.limit,
        skip=max(0, wanted.skip),
    )
    newest: dict[str, Judgement] = {}
    for one in judgements_of(tx, library, [document.id for document, _ in found], "grade"):
        newest.setdefault(one.document_id, one)
    rows = [_row(document, of_row(record), newest.get(document.id)) for document, record in found]
    return {"schema": SCHEMA, "library": library, "total": total, "studies": rows}


def _row(document: Document, study: Study, decision: Judgement | None) -> Json:
    def part(one: Part | None) -> Json | None:
        return {"text": one.text, "chars": list(one.chars)} if one is not None else None

    level = oxford.level_of_study(study, "therapy")
    return {
        "document": cited_document_json(document),
        "design": {"name": study.design.name, "chars": list(study.design.chars)},
        "size": {"number": study.size.number, "chars": list(study.size.chars)} if study.size else None,
        "population": part(study.population),
        "comparator": part(study.comparator),
        "outcome": part(study.outcome),
        "effects": [
            {"measure": e.measure, "value": e.value, "low": e.low, "high": e.high, "chars": list(e.chars)}
            for e in study.effects
        ],
        "registrations": [part(one) for one in study.registrations],
        "funding": part(study.funding),
        "industry": study.industry,
        "retracted": part(study.retracted),
        "oxford_therapy": level,
        "grade_start": worksheet.start_of(study.design.name),
        "certainty": {
            "value": decision.record["certainty"],
            "by": decision.decided_by,
            "at": decision.decided_at.isoformat(timespec="seconds"),
        }
        if decision is not None
        else None,
    }
