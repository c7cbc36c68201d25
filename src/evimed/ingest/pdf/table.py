"""What a table is here, and how its header is told from its body."""

from __future__ import annotations

import re
from dataclasses import dataclass

from evimed.ingest.pdf.fragments import Fragment, merge, rows
from evimed.records import Box

Cell = tuple[str, ...]  # the lines of one cell

_NUMBERISH = re.compile(r"[\s\d.,:%±<>≤≥=~()（）/–—−+\-*†‡]*\d[\s\d.,:%±<>≤≥=~()（）/–—−+\-*†‡]*")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its cells, each a tuple of lines, and its box in the layout frame."""

    cells: tuple[Cell, ...]
    box: Box

    @property
    def words(self) -> tuple[str, ...]:
        """The cells without their white space: to compare a repeated header."""
        return tuple("".join(" ".join(cell).split()) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """A table on one page, placed like a fragment so that it takes part in the reading order."""

    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    header: TableRow | None
    rows: tuple[TableRow, ...]
    title: TableRow | None = None  # a first row that is one cell over the whole width

    @property
    def columns(self) -> int:
        """How many columns every row has."""
        return len((self.header or self.rows[0]).cells) if self.header or self.rows else 0


def cell_lines(items: list[Fragment]) -> Cell:
    """The lines of one cell, from top to bottom."""
    return tuple(merge(line).text for line in rows(items)) if items else ()


def has_header(table: list[TableRow]) -> bool:
    """Whether the first row names the columns.

    It does not when the rows are pairs of a name and its value, or when it holds mostly numbers.
    """
    if len(table) < 2:
        return False
    first = [word for word in table[0].words if word]
    if len(first) < 2:
        return False
    numbers = sum(bool(_NUMBERISH.fullmatch(word)) for word in first)
    if numbers * 2 > len(first):
        return False
    names = [row.words[0] for row in table if row.words[0]]
    pairs = sum(name.endswith((":", "：")) for name in names)
    return pairs * 2 <= len(names)


def stacked(parts: list[TableRow]) -> TableRow:
    """Several header rows as one: each column's words from top to bottom."""
    boxes = [part.box for part in parts]
    cells: list[Cell] = []
    for column in zip(*(part.cells for part in parts), strict=True):
        seen: list[str] = []
        for number, cell in enumerate(column):
            if cell and (number == 0 or cell != column[number - 1]):
                seen.extend(cell)
        cells.append(tuple(seen))
    box = (
        min(b[0] for b in boxes),
        min(b[1] for b in boxes),
        max(b[2] for b in boxes),
        max(b[3] for b in boxes),
    )
    return TableRow(tuple(cells), box)
