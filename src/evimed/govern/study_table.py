"""Studies side by side: design, size, people, comparison, outcome, effect, each with its place."""

from __future__ import annotations

from collections.abc import Sequence
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


def studies_json(
    tx: Transaction,
    library: str,
    *,
    about: str = "",
    design: str | None = None,
    documents: Sequence[str] = (),
) -> Json:
    """The studies that the Scope sees; ``total`` counts those that fit, the table holds the first 1,000.

    Raises
    ------
    InputError
        ``design_unknown``.
    """
    if design is not None and design not in DESIGNS:
        raise InputError("design_unknown", design=design, valid=", ".join(DESIGNS))
    wanted = fold(about).split()
    read = [
        (document, of_row(record))
        for document, record in study_table(tx, library, design=design, ids=list(documents) or None)
    ]
    found = [
        (document, study)
        for document, study in read
        if all(word in _text(document, study) for word in wanted)
    ]
    shown = found[:MOST]
    newest: dict[str, Judgement] = {}
    for one in judgements_of(tx, library, [document.id for document, _ in shown], "grade"):
        newest.setdefault(one.document_id, one)
    rows = [_row(document, study, newest.get(document.id)) for document, study in shown]
    return {"schema": SCHEMA, "library": library, "total": len(found), "studies": rows}


def _row(document: Document, study: Study, decision: Judgement | None) -> Json:
    def part(one: Part | None) -> Json | None:
        return {"text": one.text, "chars": list(one.chars)} if one is not None else None

    level = oxford.level_of(
        study.design.name, "therapy", random_sample=study.random_sample, inception=study.inception
    )
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


def _text(document: Document, study: Study) -> str:
    parts = (study.population, study.comparator, study.outcome)
    return fold("\n".join((document.title, *(one.text for one in parts if one is not None))))
