"""Quotes: verbatim, and read with the sentences they are cut from."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from evimed.answer.checks.normal import Normal, normalise
from evimed.answer.checks.verdict import Evidence
from evimed.knowledge.sentences import split_sentences


def squeeze(normal: Normal) -> str:
    """Letters, digits and signs that bear meaning."""
    return "".join(
        letter
        for letter in normal.lower
        if unicodedata.category(letter)[0] in "LN" or letter in "%‰<>≤≥=±+-/.°^"
    )


def stands_in(evidence: Evidence) -> bool:
    """Whether the quote stands in its context, blanks and width of letters apart; without a context, yes."""
    if not evidence.quote.strip():
        return False
    if not evidence.context:
        return True
    return squeeze(normalise(evidence.quote)) in squeeze(normalise(evidence.context))


def whole_sentences(evidence: Evidence) -> Evidence:
    """The evidence with its quote drawn out to the sentences it begins and ends in."""
    at = evidence.context.find(evidence.quote)
    if at < 0 or not evidence.quote.strip():
        return evidence
    end = at + len(evidence.quote)
    start = at
    for line_start, line in _lines(evidence.context):
        if line_start + len(line) <= at or line_start >= at + len(evidence.quote):
            continue
        for a, b in split_sentences(line):
            if line_start + a < at + len(evidence.quote) and line_start + b > at:
                start, end = min(start, line_start + a), max(end, line_start + b)
    return replace(evidence, quote=evidence.context[start:end])


def _lines(text: str) -> list[tuple[int, str]]:
    out: list[tuple[int, str]] = []
    at = 0
    for line in text.split("\n"):
        out.append((at, line))
        at += len(line) + 1
    return out
