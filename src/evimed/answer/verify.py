"""The last gate: a statement that its citations do not carry is dropped, whatever made it.

For verbatim statements the check is exact: the quote stands in the stored text at its locator, and every
letter and digit of the statement stands, in order, in its quotes. What passes goes through the checks that
written statements go through (``answer/checks``): letters in order may still leave out a "not".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from evimed.answer.checks import Evidence, check_statement
from evimed.answer.compose import Composed
from evimed.catalogue import Language
from evimed.knowledge.tokens import language_of
from evimed.records import Citation, Statement

_CAPTIONED = 2  # quotations of a row with a caption, at least: the row, its header if it has one, the caption
_MARK = 3  # figures at most in the mark of a list item


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
    return _unfaithful(statement, quotes)


def _unfaithful(statement: Statement, quotes: Sequence[str]) -> str | None:
    """Why the statement is not what its quotes say, letter by letter."""
    letters = _letters(statement.text)
    if len(quotes) > 1:
        if _by_lines(letters, "\n".join(quotes)):
            return None  # sentences that complete one another, whole and in order
        row, rest = _below_caption(statement.text, quotes)
        if len(rest) == 1:
            return None if _by_lines(_letters(row), rest[0]) else "not_verbatim"
        told = _row_within(row, rest) and _cells_paired(row, rest)
        return None if told else "not_verbatim"
    if not _within(letters, _letters(quotes[0])):
        return "not_verbatim"
    return None if _by_lines(letters, quotes[0]) else _disagreement(statement, quotes)


def _below_caption(text: str, quotes: Sequence[str]) -> tuple[str, Sequence[str]]:
    """A told row and its quotations without a caption, which is told first and cited last."""
    caption = _letters(quotes[-1])
    if len(quotes) < _CAPTIONED or not caption or _letters(text)[: len(caption)] != caption:
        return text, quotes
    taken = 0
    for at, letter in enumerate(text):
        taken += len(_letters(letter))
        if taken == len(caption):
            return text[at + 1 :], quotes[:-1]
    return text, quotes


def _by_lines(letters: Sequence[str], quote: str) -> bool:
    """Whether nothing of the quote is left out but whole lines (page numbers) and the mark of the item."""
    lines = [_letters(line) for line in quote.splitlines()]
    marks = next((n for n, letter in enumerate(lines[0]) if not _marks(letter)), 0) if lines else 0
    for skipped in range(min(marks, _MARK) + 1):
        at = 0
        for number, line in enumerate(lines):
            own = line[skipped:] if number == 0 else line
            if list(letters[at : at + len(own)]) == own:
                at += len(own)
        if at == len(letters):
            return True
    return False


def _marks(letter: str) -> bool:
    """Whether a letter may belong to the mark of an item: a figure or a sign, never a word."""
    return unicodedata.category(letter)[0] == "N" or letter in "+-−."


def _cells_paired(text: str, quotes: Sequence[str]) -> bool:
    """Whether each ``name: cell`` of a told row pairs a cell with the name above it.

    Only where row and header show their cells; elsewhere nothing is said.
    """
    row, header = (re.split(r"\s*[|\t]\s*", quote.strip().strip("|")) for quote in quotes[:2])
    if len(row) != len(header) or len(row) < 2:
        return True
    told = "".join(_letters(text))
    at = 0
    for name, cell in zip(header, row, strict=True):
        if not cell.strip():
            continue
        options = ["".join(_letters(name + cell)), "".join(_letters(cell))]
        found = next((option for option in options if told.startswith(option, at)), None)
        if found is None:
            return False
        at += len(found)
    return at == len(told)


def _disagreement(statement: Statement, quotes: Sequence[str]) -> str | None:
    """The first check that finds the statement to say something else than its quotes."""
    evidence = [Evidence(key, quote, "", "") for key, quote in zip(statement.citations, quotes, strict=True)]
    language = cast("Language", language_of(statement.text))
    verdict = check_statement(statement.text, evidence, language=language)
    return None if verdict.supported else verdict.findings[0].check


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


def carries(text: str, evidence: Sequence[Evidence]) -> bool:
    """Whether ``evidence`` says ``text``: letter by letter, as of a sentence quoted, or by the checks."""
    if not evidence:
        return False
    quoted = Statement(text, tuple(one.key for one in evidence))
    if _unfaithful(quoted, [one.quote for one in evidence]) is None:
        return True
    return check_statement(text, evidence, language=cast("Language", language_of(text))).supported
