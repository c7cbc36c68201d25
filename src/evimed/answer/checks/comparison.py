"""Which of two things is the greater: "A was better than B" may not be told as "B was better than A".

What is compared are often common nouns that stand more than once in the sentence, so that the path through
the evidence does not cross itself when they change places. Read from the form instead: the word before the
verb and the word after "than", where statement and evidence compare in the very same words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evimed.answer.checks.match import Matched
from evimed.answer.checks.pairing import key_of
from evimed.answer.checks.parse import Parsed
from evimed.answer.checks.terms import Term
from evimed.answer.checks.verdict import Finding

_COMPARED = re.compile(
    r"\b(?P<verb>is|are|was|were|be|been|being|has|have|had|shows?|showed)\s"
    r"(?P<how>(?:[\w-]+ ){0,8}?(?:than|superior to|inferior to))\s"
)


@dataclass(frozen=True, slots=True)
class _Comparison:
    """``left`` how than ``right``: the words next to the comparison."""

    how: str
    left: Term
    right: Term


def check_compared(matched: Matched) -> list[Finding]:
    """Things that the evidence compares in the same words, the other way round."""
    theirs = list(_comparisons(matched.source.parsed, matched.source.quoted))
    return [
        Finding(
            "comparator_arm",
            matched.said.words(mine.left.start, mine.left.end),
            matched.source.parsed.words(other.left.start, other.left.end),
        )
        for mine in _comparisons(matched.said, len(matched.said.normal.lower))
        for other in theirs
        if mine.how == other.how
        and key_of(mine.left) == key_of(other.right) != key_of(mine.right) == key_of(other.left)
    ]


def _comparisons(parsed: Parsed, end: int) -> Iterator[_Comparison]:
    lower, sentence = parsed.normal.lower, parsed.normal.sentence
    for match in _COMPARED.finditer(lower, 0, end):
        number = sentence[match.start()]
        terms = [term for term in parsed.terms if not term.free and sentence[term.start] == number]
        left = [term for term in terms if term.end <= match.start()]
        right = [term for term in terms if match.end() <= term.start < end]
        if left and right:
            yield _Comparison(match["how"], left[-1], right[0])
