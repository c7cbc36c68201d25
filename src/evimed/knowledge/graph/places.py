"""Where the characters of a sentence's reading form stand in the document's text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evimed.records import Sentence, Span


@dataclass(frozen=True, slots=True)
class Placed:
    """A sentence as entities are read from it; ``places``: where each character stands in the document."""

    text: str
    places: Sequence[int]
    chars: Span

    def span(self, start: int, end: int) -> Span:
        """The characters of the document that ``text[start:end]`` was read from."""
        return self.places[start], self.places[end - 1] + 1

    def local(self, start: int, end: int) -> Span | None:
        """The characters of ``text`` that were read from these of the document; None if it holds none."""
        here = [at for at, where in enumerate(self.places) if start <= where < end]
        return (here[0], here[-1] + 1) if here else None


def place(sentence: Sentence, document: str) -> Placed:
    """The reading form where each of its characters can be found in the document in order, else the raw text.

    A table row is read with the names of its columns, a fragment with its heading: those stand elsewhere, so
    such sentences are read as they stand.
    """
    start, end = sentence.locator.chars
    raw = document[start:end]
    places = _align(sentence.text, raw) if sentence.kind != "row" and sentence.header is None else None
    if places is None:
        return Placed(raw, range(start, end), (start, end))
    return Placed(sentence.text, [start + at for at in places], (start, end))


def _align(reading: str, raw: str) -> list[int] | None:
    if reading == raw:
        return list(range(len(raw)))
    places: list[int] = []
    at = 0
    for character in reading:
        if character.isspace():  # a line end may have become a space, or a space have been put in
            places.append(min(at, max(len(raw) - 1, 0)))
            at += at < len(raw) and raw[at].isspace()
            continue
        found = raw.find(character, at, at + 200)
        if found < 0:
            return None
        places.append(found)
        at = found + 1
    return places
