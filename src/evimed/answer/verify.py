"""The last gate: a statement that its citations do not carry is dropped, whatever made it.

For verbatim statements the check is exact: the quote stands in the stored text at its locator, and every
letter and digit of the statement stands, in order, in its quotes.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evimed.answer.compose import Composed
from evimed.records import Citation, Statement


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a statement was dropped; kept in the answer book."""

    statement: str
    reason: str


def verify(composed: Composed, texts: dict[str, str]) -> tuple[Composed, tuple[Failure, ...]]:
    """Keep the statements that hold, with the citations that are still named."""
    by_id = {citation.id: citation for citation in composed.citations}
    kept: list[Statement] = []
    failures: list[Failure] = []
    for statement in composed.statements:
        reason = _fault(statement, by_id, texts)
        if reason is None:
            kept.append(statement)
        else:
            failures.append(Failure(statement.text, reason))
    named = {key for statement in kept for key in statement.citations}
    citations = tuple(citation for citation in composed.citations if citation.id in named)
    return Composed(tuple(kept), citations), tuple(failures)


def _fault(statement: Statement, citations: dict[str, Citation], texts: dict[str, str]) -> str | None:
    if not statement.citations:
        return "no_citation"
    quotes: list[str] = []
    for key in statement.citations:
        citation = citations.get(key)
        if citation is None:
            return "unknown_citation"
        start, end = citation.locator.chars
        text = texts.get(citation.document.id, "")
        if not citation.quote or text[start:end] != citation.quote:
            return "quote_not_in_source"
        quotes.append(citation.quote)
    if len(quotes) == 1 and not _within(_letters(statement.text), _letters(quotes[0])):
        return "not_verbatim"
    if len(quotes) > 1 and not _row_within(statement.text, quotes):
        return "not_verbatim"
    return None


def _letters(text: str) -> list[str]:
    """Letters, digits and signs that bear meaning; white space, mark-up and punctuation left out."""
    return [
        letter for letter in text if unicodedata.category(letter)[0] in "LN" or letter in "%‰<>≤≥=±+-−.µ°℃/"
    ]


def _within(needle: Sequence[str], hay: Iterable[str]) -> bool:
    rest = iter(hay)
    return all(letter in rest for letter in needle)


def _row_within(text: str, quotes: Sequence[str]) -> bool:
    """Each ``name：cell`` of a told row: the cell stands in the row, the name in the header."""
    row, header = _letters(quotes[0]), _letters("".join(quotes[1:]))
    pool = row + header
    counts: dict[str, int] = {}
    for letter in pool:
        counts[letter] = counts.get(letter, 0) + 1
    for letter in _letters(text):
        if counts.get(letter, 0) == 0:
            return False
        counts[letter] -= 1
    return True
