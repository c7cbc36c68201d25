"""What may hold one recommendation: a line, a list item, a paragraph, a row of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evimed.knowledge.reading import Reading, is_spaced, read
from evimed.records import Block, ParsedDocument, Span

_LONG_LINE = 250  # characters: nobody wraps lines so late, so that a line's end is a paragraph's end
_LINE = re.compile(r"[^\n]+")
_WORDY = 12  # characters of a line that may hold a statement
_MOSTLY = 0.7  # of the lines, closed like a sentence: wrapped text ends its lines anywhere
_SHORT_HEADING = 90
_STATEMENT_COLUMN = re.compile(r"recommend|statement|推荐意见|推荐内容|意见|建议", re.IGNORECASE)
_GRADE_COLUMN = re.compile(
    r"class|level|grade|strength|evidence|quality|\bcor\b|\bloe\b|类别|等级|级别|强度|水平|证据",
    re.IGNORECASE,
)
_CLOSED = re.compile(r"[.。!！?？:：)\]）】*]\s*$")
_ENDS = re.compile(r"[.。!！?？;；:：)\]）】]\s*$")


@dataclass(frozen=True, slots=True)
class Unit:
    """One candidate, in its reading form.

    ``heading`` is the nearest heading, also where it is only a short line. ``grade`` is what the columns of
    a
    row say of strength and evidence.
    """

    reading: Reading
    section: tuple[str, ...]
    heading: str
    row: bool = False
    grade: str = ""
    chars: Span | None = None  # of the whole row

    @property
    def text(self) -> str:
        """The reading form."""
        return self.reading.text


def units_of(parsed: ParsedDocument) -> Iterator[Unit]:
    """The units of a document in reading order; a heading is its own and goes with the units below it."""
    spaced = is_spaced(parsed.text)
    lines_end = _lines_end(parsed)
    heading = ""
    for block in parsed.blocks:
        if block.kind in ("heading", "title"):
            reading = read(parsed.text, block.spans, spaced=spaced)
            heading = reading.text
            yield Unit(reading, block.section, heading)
        elif block.kind == "table_row":
            row = _row(parsed, block, heading, spaced=spaced)
            if row is not None:
                yield row
        elif block.kind != "table_header":
            for spans in _lines(parsed.text, block.spans) if lines_end else [block.spans]:
                reading = read(parsed.text, spans, spaced=spaced)
                if _is_heading(reading.text) and lines_end:
                    heading = reading.text
                if reading.text:
                    yield Unit(reading, block.section, heading)


def _lines_end(parsed: ParsedDocument) -> bool:
    if not parsed.mime.startswith("text/"):
        return False
    lines = [line for line in parsed.text.splitlines() if len(line) > _WORDY]
    closed = sum(_CLOSED.search(line) is not None for line in lines)
    return any(len(line) > _LONG_LINE for line in lines) or closed >= _MOSTLY * max(len(lines), 1)


def _lines(text: str, spans: Sequence[Span]) -> Iterator[list[Span]]:
    """Every line, also those the parser took for running heads: "Expert Opinion – Grade E" comes often."""
    for match in _LINE.finditer(text, spans[0][0], spans[-1][1]):
        yield [(match.start(), match.end())]


def _is_heading(line: str) -> bool:
    return 0 < len(line) <= _SHORT_HEADING and not _ENDS.search(line) and not line.startswith(("-", "•", "*"))


def _row(parsed: ParsedDocument, block: Block, heading: str, *, spaced: bool) -> Unit | None:
    """A row whose header names a column of recommendations; no other row is a unit."""
    header = parsed.blocks[block.header] if block.header is not None else None
    if header is None:
        return None
    names = [read(parsed.text, [cell], spaced=spaced).text for cell in header.cells]
    column = next((at for at, name in enumerate(names) if _STATEMENT_COLUMN.search(name)), None)
    if column is None or column >= len(block.cells):
        return None
    statement = read(parsed.text, [block.cells[column]], spaced=spaced)
    if not statement.text:
        return None
    grades = [
        f"{name} {read(parsed.text, [block.cells[at]], spaced=spaced).text}"
        for at, name in enumerate(names)
        if at != column and at < len(block.cells) and _GRADE_COLUMN.search(name)
    ]
    chars = (block.spans[0][0], block.spans[-1][1])
    return Unit(statement, block.section, heading, row=True, grade=", ".join(grades), chars=chars)
