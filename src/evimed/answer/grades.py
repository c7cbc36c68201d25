"""The strength that a guideline gives what a statement quotes, in the guideline's own scheme."""

from __future__ import annotations

from dataclasses import replace

from evimed.answer.compose import Composed
from evimed.records import Citation, Grade, Recommendation, Statement
from evimed.store.database import Transaction
from evimed.store.guides import recommendations_of


def with_grades(tx: Transaction, library: str, composed: Composed) -> Composed:
    """Statements with the grade of the recommendation they quote; those that quote none are left as they are.

    A statement that quotes recommendations of different grades gets none: which one it means is not said.
    """
    documents = sorted({citation.document.id for citation in composed.citations})
    if not documents:
        return composed
    graded: dict[str, list[Recommendation]] = {}
    for (document, _), one in recommendations_of(tx, library, documents).items():
        if one.strength is not None:
            graded.setdefault(document, []).append(one)
    if not graded:
        return composed
    by_id = {citation.id: citation for citation in composed.citations}
    statements = tuple(_graded(statement, by_id, graded) for statement in composed.statements)
    return replace(composed, statements=statements)


def _graded(
    statement: Statement, citations: dict[str, Citation], graded: dict[str, list[Recommendation]]
) -> Statement:
    found: set[Grade] = set()
    for key in statement.citations:
        citation = citations[key]
        start, end = citation.locator.chars
        for one in graded.get(citation.document.id, ()):
            if one.strength is not None and one.chars[0] < end and start < one.chars[1]:
                found.add(one.strength)
    return replace(statement, grade=found.pop()) if len(found) == 1 and statement.grade is None else statement
