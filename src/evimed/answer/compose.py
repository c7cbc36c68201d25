"""Statements and their citations from chosen sentences, in an order a person can read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from evimed.answer.checks.context import stand_alone
from evimed.answer.logic import Kind, place_of
from evimed.answer.rank import Ranked
from evimed.knowledge.tokens import tokenise
from evimed.records import Citation, Document, Sentence, Statement

MOST_STATEMENTS = 5
# The mark of a list item says nothing outside of its list, and its number would stand beside ours.
_MARK = re.compile(r"^(?:[-*+•●▪◦■□◆◇►➢✓·–—]\s*|\d{1,2}[.．、)）](?=\s*\D)\s*|[(（]\d{1,2}[)）]\s*|[①-⑳]\s*)")
_CASE = 0.02  # share of the question's weight: less is rounding
_SAME = 0.75  # share of tokens from which two sentences say the same


@dataclass(frozen=True, slots=True)
class Composed:
    """Statements in reading order, with the citations they name."""

    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]


def choose(ranked: Sequence[Ranked], *, margin: float) -> list[Ranked]:
    """The best sentences, at most five, within ``margin`` of the best, no two saying the same.

    A sentence that says nothing without its neighbours, and that they do not complete, is passed over. So is
    a row of a table whose better row holds more of the question: it tells of another case.
    """
    chosen: list[Ranked] = []
    for item in ranked:
        if any(_other_case(item, better) for better in chosen):
            continue
        if stand_alone(item.candidate.sentence, item.candidate.hit.passage) is None:
            continue
        if len(chosen) == MOST_STATEMENTS or (chosen and item.score < chosen[0].score - margin):
            break
        if not any(_says_the_same(item.candidate.sentence, other.candidate.sentence) for other in chosen):
            chosen.append(item)
    return chosen


def _other_case(item: Ranked, better: Ranked) -> bool:
    """Whether two rows stand in one table and the second lacks words of the question that the first has."""
    one, other = item.candidate, better.candidate
    return (
        one.sentence.header is not None
        and one.sentence.header == other.sentence.header
        and one.hit.document.id == other.hit.document.id
        and one.feature("own") < other.feature("own") - _CASE
    )


def _says_the_same(one: Sentence, other: Sentence) -> bool:
    a, b = set(tokenise(one.text)), set(tokenise(other.text))
    if not a or not b:
        return one.text == other.text
    numbers_a, numbers_b = _numbers(one.text), _numbers(other.text)
    if numbers_a != numbers_b:
        # The same words with other numbers are another fact: the same statistic of another year.
        return False
    return len(a & b) / min(len(a), len(b)) >= _SAME and len(a & b) / max(len(a), len(b)) >= 0.5


def _numbers(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\d+(?:\.\d+)?", text))


def compose(chosen: Sequence[Ranked], texts: dict[str, str], kind: Kind = "other") -> Composed:
    """Statements of the chosen sentences, each with what completes it.

    The best comes first, then by document, each in its own order; for a question of a ``kind``, all come in
    the order in which that is read (``logic``).

    Parameters
    ----------
    chosen
        Best first.
    texts
        Stored text by document id; quotes are cut from it.
    kind
        Of the question, where its answer is more than one thing.
    """
    if not chosen:
        return Composed((), ())
    rest = list(chosen[1:])
    order = list(dict.fromkeys(item.candidate.hit.document.id for item in chosen))
    rest.sort(
        key=lambda item: (order.index(item.candidate.hit.document.id), item.candidate.sentence.locator.chars)
    )
    ordered = [chosen[0], *rest]
    if kind != "other":
        ordered.sort(key=lambda item: place_of(kind, item.candidate.sentence))
    statements: list[Statement] = []
    citations: dict[tuple[str, tuple[int, int]], Citation] = {}
    for item in ordered:
        document = item.candidate.hit.document
        standing = stand_alone(item.candidate.sentence, item.candidate.hit.passage)
        if standing is None:
            continue
        keys = dict.fromkeys(
            key
            for sentence in standing.sentences
            for key in cite_sentence(citations, document, sentence, texts[document.id])
        )
        statements.append(
            Statement(text=_MARK.sub("", standing.text), citations=tuple(keys), support="quoted")
        )
    return Composed(tuple(statements), tuple(citations.values()))


def cite_sentence(
    citations: dict[tuple[str, tuple[int, int]], Citation], document: Document, sentence: Sentence, text: str
) -> list[str]:
    """Ids of the citations of a sentence, new ones put into ``citations``; of a row its header's, too."""
    keys = [_cite(citations, document, sentence, text)]
    if sentence.header is not None:
        keys.append(_cite(citations, document, _header(sentence), text))
    return keys


def _header(sentence: Sentence) -> Sentence:
    """The header of a row is quoted as a place of its own: the names of the columns stand there."""
    assert sentence.header is not None  # noqa: S101  -- callers ask only for rows with one
    return replace(sentence, locator=replace(sentence.locator, chars=sentence.header, box=None, cell=None))


def _cite(
    citations: dict[tuple[str, tuple[int, int]], Citation], document: Document, sentence: Sentence, text: str
) -> str:
    key = (document.id, sentence.locator.chars)
    if key not in citations:
        start, end = sentence.locator.chars
        citations[key] = Citation(f"c{len(citations) + 1}", document, sentence.locator, text[start:end])
    return citations[key].id
