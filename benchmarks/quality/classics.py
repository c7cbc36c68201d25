"""The plain text files of the Chinese medical classics, cut into clauses and paragraphs.

A file is a row of sections, ``<篇名>NAME`` and a body after ``内容：`` or ``属性：``, whose lines are broken
at a fixed width. A full line runs on; a short one ends its paragraph. A numbered clause (``12．``) with the
formula under it is a passage; other paragraphs are packed until a passage says something by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_SECTION: Final = re.compile(r"^<篇名>(.*)$", re.MULTILINE)
_BODY: Final = re.compile(r"^(?:内容|属性)：", re.MULTILINE)
_END: Final = re.compile(r"^<目录>|\Z", re.MULTILINE)
_NUMBERED: Final = re.compile(r"\d+．")
_SENTENCE: Final = re.compile(r".*?[。！？；]+[）〕”」]*|.+", re.DOTALL)
_FULL: Final = 0.85  # of the width: a line this long runs on
_SHORTEST, _LONGEST = 90, 400  # characters of a passage
_NOTHING: Final = 10  # characters up to which a passage is a leftover


@dataclass(frozen=True)
class Clause:
    """A passage with its section; ``start`` and ``end`` count characters of the file."""

    section: str
    start: int
    end: int
    text: str


def cut_classic(whole: str) -> Iterator[Clause]:
    """Passages of one book, in order; prefaces too, tables of contents not."""
    lengths = sorted(len(line.rstrip()) for line in whole.splitlines() if line.strip())
    width = lengths[len(lengths) * 9 // 10]
    heads = list(_SECTION.finditer(whole))
    for number, head in enumerate(heads):
        limit = heads[number + 1].start() if number + 1 < len(heads) else len(whole)
        body = _BODY.search(whole, head.end(), limit)
        if body is None:
            continue
        end = _END.search(whole, body.end(), limit)
        paragraphs = _paragraphs(whole, body.end(), end.start() if end else limit, width)
        for start, stop in _pack(whole, list(paragraphs)):
            text = _plain(whole[start:stop], width)
            if len(text) > _NOTHING:
                yield Clause(head.group(1).strip(), start, stop, text)


def _paragraphs(whole: str, start: int, end: int, width: int) -> Iterator[tuple[int, int]]:
    """Spans of paragraphs between ``start`` and ``end``."""
    first: int | None = None
    at = start
    for line in whole[start:end].splitlines(keepends=True):
        stop = at + len(line.rstrip())
        if first is not None and (not line.strip() or _NUMBERED.match(line)):
            yield first, len(whole[:at].rstrip())
            first = None
        if line.strip():
            first = at if first is None else first
            if len(line.rstrip()) < _FULL * width:
                yield first, stop
                first = None
        at += len(line)
    if first is not None:
        yield first, len(whole[:end].rstrip())


def _pack(whole: str, paragraphs: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Neighbouring paragraphs joined to passages; a long one parted at ends of sentences."""
    numbered = any(_NUMBERED.match(whole, start) for start, _ in paragraphs)
    held: tuple[int, int] | None = None
    for start, end in paragraphs:
        if held is not None:
            opens = bool(_NUMBERED.match(whole, start))
            enough = opens if numbered else held[1] - held[0] >= _SHORTEST
            if enough or end - held[0] > _LONGEST:
                yield from _part(whole, *held)
                held = None
        held = (held[0] if held else start, end)
    if held is not None:
        yield from _part(whole, *held)


def _part(whole: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretch itself, or, if it is too long, parts of about equal length."""
    if end - start <= _LONGEST:
        yield start, end
        return
    wanted = (end - start) / -(-(end - start) // _LONGEST)
    first = start
    for match in _SENTENCE.finditer(whole, start, end):
        if match.end() - first >= wanted and end - match.end() >= _SHORTEST:
            yield first, match.end()
            first = match.end()
    yield first, end


def _plain(stretch: str, width: int) -> str:
    """The text with broken lines joined; marks of the file and the padding of lines left out."""
    out = ""
    for line in stretch.replace("\\x", "").splitlines():
        out += line.rstrip()
        if len(line.rstrip()) < _FULL * width:
            out += "\n"
    return out.strip()
