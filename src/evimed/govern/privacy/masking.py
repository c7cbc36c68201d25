"""Text with pseudonyms in the place of identifiers; documents masked before anything is derived from them.

Every offset of a masked document (spans, cells, boxes) counts in the masked text: what a locator shows is
what is stored. The original text is nowhere.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import rjieba

from evimed.govern.privacy.find import Finding, Kind, find
from evimed.govern.privacy.pseudonyms import TOKEN, Pseudonyms
from evimed.knowledge.reading import read
from evimed.records import Block, ParsedDocument, Region, Span

VERSION = "mask/1"
_LONG = 6  # letters and digits of a number that is one wherever it stands
_ELSEWHERE = 0.6  # score of an identifier that was found by another place of it
_OLD_AGE = {True: "≥90岁", False: "90 or over"}


@dataclass(frozen=True, slots=True)
class Masked:
    """A masked text, the findings in the original, and where offsets went."""

    text: str
    findings: tuple[Finding, ...]
    moved: Moved


class Moved:
    """Offsets of the original as offsets of the masked text."""

    def __init__(self, pieces: Sequence[tuple[int, int, str]]) -> None:
        self._pieces = list(pieces)
        self._starts = [start for start, _, _ in pieces]
        self._shifts = [0]
        for start, end, token in pieces:
            self._shifts.append(self._shifts[-1] + len(token) - (end - start))

    def start(self, place: int) -> int:
        """Where something that began at ``place`` begins; inside an identifier: after its pseudonym."""
        return self._at(place)

    def end(self, place: int) -> int:
        """Where something that ended at ``place`` ends."""
        return self._at(place)

    def span(self, span: Span) -> Span:
        """A span; empty where all of it belonged to an identifier that begins before it."""
        start, end = self.start(span[0]), self.end(span[1])
        return start, max(start, end)

    def _at(self, place: int) -> int:
        number = bisect_right(self._starts, place) - 1
        if number >= 0:
            start, end, token = self._pieces[number]
            if start < place < end:
                return start + self._shifts[number] + len(token)
            if place == start:
                return place + self._shifts[number]
        return place + self._shifts[number + 1]


def stand_in(kind: Kind, value: str, pseudonyms: Pseudonyms) -> str:
    """What stands for an identifier: its pseudonym; for an age above 89, that it is one."""
    return _OLD_AGE["岁" in value] if kind == "age_over_89" else pseudonyms.token(kind, value)


def mask_text(text: str, pseudonyms: Pseudonyms, findings: Iterable[Finding] | None = None) -> Masked:
    """``text`` with a pseudonym for every identifier; our own pseudonyms of before are left as they are."""
    found = tuple(_not_ours(text, find(text) if findings is None else findings, pseudonyms))
    pieces = [
        (one.start, one.end, stand_in(one.kind, text[one.start : one.end], pseudonyms)) for one in found
    ]
    parts: list[str] = []
    at = 0
    for start, end, token in pieces:
        parts += [text[at:start], token]
        at = end
    return Masked("".join(parts) + text[at:], found, Moved(pieces))


def _not_ours(text: str, findings: Iterable[Finding], pseudonyms: Pseudonyms) -> Iterable[Finding]:
    # The check in a pseudonym is keyed: who writes brackets around a telephone number hides nothing.
    ours = [match.span() for match in TOKEN.finditer(text) if pseudonyms.reveal(match.group()) is not None]
    return (one for one in findings if not any(start < one.end and one.start < end for start, end in ours))


def find_in_document(parsed: ParsedDocument) -> list[Finding]:
    """Identifiers of a document: in its lines, and in what a reader reads across line ends.

    A telephone number broken at the end of a line is one number; columns are seen in the lines.
    """
    text = parsed.text
    found = list(find(text))
    for block in parsed.blocks:
        if len(block.spans) > 1 or any("\n" in text[start:end] for start, end in block.spans):
            reading = read(text, block.spans)
            for one in find(reading.text):
                start, end = reading.source(one.start, one.end)
                found.append(replace(one, start=start, end=end))
    return _apart([*found, *_elsewhere(text, found)])


def _elsewhere(text: str, found: Iterable[Finding]) -> Iterator[Finding]:
    """The same identifiers where nothing says so: the name in a heading, the number in a footer."""
    for surface, one in {text[one.start : one.end]: one for one in found}.items():
        if one.kind == "age_over_89" or not _tells(surface, one.kind):
            continue
        at = text.find(surface)
        while at >= 0:
            yield Finding(one.kind, at, at + len(surface), _ELSEWHERE, "context")
            at = text.find(surface, at + len(surface))


def _tells(surface: str, kind: Kind) -> bool:
    """Whether a surface is an identifier wherever it stands: no short number, no word of the dictionary."""
    signs = sum(map(str.isalnum, surface))
    if kind == "name":
        return signs > 2 or (signs == 2 and not rjieba.has_word(surface))
    return signs >= _LONG


def _apart(found: Iterable[Finding]) -> list[Finding]:
    """Findings of both readings, joined where they overlap."""
    joined: list[Finding] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if joined and one.start < joined[-1].end:
            last = joined[-1]
            best = max(last, one, key=lambda finding: (finding.score, finding.end - finding.start))
            joined[-1] = replace(best, start=last.start, end=max(last.end, one.end))
        else:
            joined.append(one)
    return joined


def mask_document(
    parsed: ParsedDocument, pseudonyms: Pseudonyms
) -> tuple[ParsedDocument, tuple[Finding, ...]]:
    """The document with pseudonyms for identifiers in text, headings and title; and what was found.

    Its parser's stamp says that it was masked, and with which key: it is another document than the unmasked.
    """
    masked = mask_text(parsed.text, pseudonyms, find_in_document(parsed))
    known: dict[str, Kind] = {parsed.text[one.start : one.end]: one.kind for one in masked.findings}

    def words(text: str) -> str:
        return _mask_known(text, known, pseudonyms)

    blocks = tuple(_block(block, masked.moved, words) for block in parsed.blocks)
    return (
        replace(
            parsed,
            text=masked.text,
            blocks=blocks,
            parser=f"{parsed.parser}+{VERSION}-{pseudonyms.fingerprint}",
            title=words(parsed.title) if parsed.title else parsed.title,
        ),
        masked.findings,
    )


def _mask_known(text: str, known: Mapping[str, Kind], pseudonyms: Pseudonyms) -> str:
    """A heading or a title, whose context is lost: what is an identifier in the text is one there too."""
    for surface in sorted(known, key=len, reverse=True):
        if len(surface) > 1:
            text = text.replace(surface, stand_in(known[surface], surface, pseudonyms))
    return mask_text(text, pseudonyms).text


def _block(block: Block, moved: Moved, words: Callable[[str], str]) -> Block:
    spans = tuple(span for span in map(moved.span, block.spans) if span[0] < span[1])
    # A block must stand somewhere: one that was swallowed whole stands, empty, after the pseudonym.
    return replace(
        block,
        spans=spans or (moved.span(block.spans[0]),),
        section=tuple(words(title) for title in block.section),
        regions=tuple(Region(moved.span(one.chars), one.page, one.box) for one in block.regions),
        cells=tuple(moved.span(cell) for cell in block.cells),
    )


def mask_value(value: Any, pseudonyms: Pseudonyms) -> Any:
    """JSON with every string masked: what goes into a log or an export."""
    if isinstance(value, str):
        return mask_text(value, pseudonyms).text
    if isinstance(value, Mapping):
        return {name: mask_value(one, pseudonyms) for name, one in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list | tuple):
        return [mask_value(one, pseudonyms) for one in cast("Sequence[Any]", value)]
    return value


def counts_of(findings: Iterable[Finding]) -> dict[str, int]:
    """How many identifiers of each kind."""
    return dict(sorted(Counter(one.kind for one in findings).items()))


def count_words(counts: Mapping[str, int]) -> str:
    """The same for a message: ``name 2, phone 1``."""
    return ", ".join(f"{kind} {count}" for kind, count in counts.items())
