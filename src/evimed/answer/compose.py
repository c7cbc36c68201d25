"""Statements and their citations from chosen sentences, in an order a person can read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from evimed.answer.checks.context import Standing, stand_alone, under_one_opening
from evimed.answer.logic import Kind, place_of
from evimed.answer.rank import Ranked
from evimed.knowledge.tokens import language_of, tokenise
from evimed.records import Citation, Document, Sentence, Span, Statement

Citations = dict[tuple[str, Span], Citation]  # by document and place
MOST_STATEMENTS = 5
# The mark of a list item says nothing outside of its list, and its number would stand beside ours.
_MARK = re.compile(r"^(?:[-*+•●▪◦■□◆◇►➢✓·–—]\s*|\d{1,2}[.．、)）](?=\s*\D)\s*|[(（]\d{1,2}[)）]\s*|[①-⑳]\s*)")
_CONDITION = re.compile(r"(?<![A-Za-z0-9.-])\d+(?:\.\d+)?")  # eGFR 30, not VS240917
# In score: how far below the best a sentence still adds, with a thing of the wanted type or without.
_MARGINS = {True: 8.0, False: 4.0}
_HELD = 0.7  # of what the best holds of the question, with its headings: less is about something else
_CASE = 0.02  # share of the question's weight: less is rounding
_SAME = 0.75  # share of tokens from which two sentences say the same


@dataclass(frozen=True, slots=True)
class Composed:
    """Statements in reading order, with the citations they name."""

    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]


def choose(ranked: Sequence[Ranked], question: str) -> list[Ranked]:
    """The best sentences, at most five, not far below the best, no two saying the same.

    A sentence that says nothing without its neighbours, and that they do not complete, is passed over. So is
    what tells of another case: a row of a table whose better row holds more of the question; beside a
    sentence that has the numbers of the question (eGFR 30～44), one that has none of them.
    """
    chosen: list[Ranked] = []
    case = frozenset(_CONDITION.findall(question))
    language = language_of(question)
    for item in ranked:
        sentence = item.candidate.sentence
        if chosen and item.score < chosen[0].score - _MARGINS[item.candidate.feature("typed") > 0]:
            continue
        if chosen and _is_aside(item, chosen[0], language):
            continue
        if any(_other_case(item, better) for better in chosen):
            continue
        if chosen and case and case <= _told(chosen[0]) and not case & _told(item):
            continue
        if stand_alone(sentence, item.candidate.hit.passage) is None:
            continue
        if not any(_says_the_same(sentence, other.candidate.sentence) for other in chosen):
            chosen.append(item)
        if len(chosen) == MOST_STATEMENTS:
            break
    return chosen


def _is_aside(item: Ranked, best: Ranked, language: str) -> bool:
    """Whether a sentence holds much less of the question than the best, both in its language.

    Across languages a word that finds no counterpart says little.
    """
    one, other = item.candidate, best.candidate
    alike = one.hit.passage.language == other.hit.passage.language == language
    return alike and one.feature("context") < _HELD * other.feature("context")


def _told(item: Ranked) -> frozenset[str]:
    return _numbers(item.candidate.sentence.text)


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
    citations: Citations = {}
    for document, standing in _told_together(ordered):
        keys = dict.fromkeys(
            key
            for sentence in _cited_first(standing)
            for key in cite_sentence(citations, document, sentence, texts[document.id])
        )
        statements.append(
            Statement(text=_MARK.sub("", standing.text), citations=tuple(keys), support="quoted")
        )
    return Composed(tuple(statements), tuple(citations.values()))


def _cited_first(standing: Standing) -> tuple[Sentence, ...]:
    """In the order of citation: of a row with its caption the row comes first, which is looked for."""
    *before, last = standing.sentences
    return (last, *before) if last.kind == "row" else standing.sentences


def _told_together(ordered: Sequence[Ranked]) -> list[tuple[Document, Standing]]:
    """What is said of each sentence; items of one list are said together, where the first of them stands."""
    told: list[tuple[Document, Standing]] = []
    for item in ordered:
        document = item.candidate.hit.document
        standing = stand_alone(item.candidate.sentence, item.candidate.hit.passage)
        if standing is None:
            continue
        for at, (other, before) in enumerate(told):
            joined = (
                under_one_opening(before, standing, item.candidate.hit.passage)
                if other.id == document.id and before.sentences[0] in item.candidate.hit.passage.sentences
                else None
            )
            if joined is not None:
                told[at] = (document, joined)
                break
        else:
            told.append((document, standing))
    return told


def cite_sentence(citations: Citations, document: Document, sentence: Sentence, text: str) -> list[str]:
    """Ids of the citations of a sentence, new ones put into ``citations``; of a row its header's, too."""
    keys = [_cite(citations, document, sentence, text)]
    if sentence.header is not None:
        keys.append(_cite(citations, document, _header(sentence), text))
    return keys


def next_id(citations: Citations) -> str:
    """An id that none of ``citations`` has."""
    return f"c{1 + max((int(known.id[1:]) for known in citations.values()), default=0)}"


def _header(sentence: Sentence) -> Sentence:
    """The header of a row is quoted as a place of its own: the names of the columns stand there."""
    assert sentence.header is not None  # noqa: S101  -- callers ask only for rows with one
    return replace(sentence, locator=replace(sentence.locator, chars=sentence.header, box=None, cell=None))


def _cite(citations: Citations, document: Document, sentence: Sentence, text: str) -> str:
    key = (document.id, sentence.locator.chars)
    if key not in citations:
        start, end = sentence.locator.chars
        citations[key] = Citation(next_id(citations), document, sentence.locator, text[start:end])
    return citations[key].id
