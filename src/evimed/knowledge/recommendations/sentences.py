"""Sentences of a unit, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from evimed.records import Span

SENTENCE: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"(])|(?<=[。！？；])")


def sentences_of(text: str) -> Iterator[Span]:
    """Places of the sentences of a unit, without the spaces around them."""
    at = 0
    for match in (*SENTENCE.finditer(text), None):
        begin, end = stripped(text, at, match.start() if match is not None else len(text))
        if end > begin:
            yield begin, end
        at = match.end() if match is not None else len(text)


def stripped(text: str, begin: int, end: int) -> Span:
    """The span without the spaces and marks around it."""
    while begin < end and (text[begin].isspace() or text[begin] in ".,;。；，-•*"):
        begin += 1
    while end > begin and text[end - 1].isspace():
        end -= 1
    return begin, end
