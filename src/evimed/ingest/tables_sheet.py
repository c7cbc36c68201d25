"""Sheets of cells (spreadsheets, CSV): where the tables are, and what stands around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from evimed.ingest import tables
from evimed.ingest.build import DocumentBuilder, Piece, clean
from evimed.records import Block, CellRange

_HEADER_DEPTH = 5  # rows a merged header may be deep


@dataclass(slots=True)
class Sheet:
    """A sheet as rows of shown values; ``rows[0]`` is row ``first_row`` of the sheet, from 1."""

    name: str
    rows: list[list[str]]
    first_row: int = 1
    merges: list[tuple[int, int, int, int]] = field(default_factory=list[tuple[int, int, int, int]])
    """Merged cells: top, left, bottom, right, from 0 in ``rows``, all inclusive."""


class SheetWriter:
    """Writes sheets into a document and remembers the cells that paragraphs came from."""

    def __init__(self, builder: DocumentBuilder, *, headers_expected: bool = False) -> None:
        self._builder = builder
        self._headers_expected = headers_expected
        self._paragraphs: list[CellRange] = []

    def write(self, sheet: Sheet) -> None:
        """Write the tables of a sheet: parts between blank rows and blank columns."""
        names = _spread(sheet)
        for top, bottom in _runs(any(row) for row in sheet.rows):
            used = [False] * max(len(row) for row in sheet.rows[top:bottom])
            for row in sheet.rows[top:bottom]:
                for column, value in enumerate(row):
                    if value:
                        used[column] = True
            for left, right in _runs(used):
                self._part(sheet, names, (top, left, bottom, right))

    def located(self, blocks: Sequence[Block]) -> tuple[Block, ...]:
        """Give the paragraphs among ``blocks`` their cells (the builder knows cells of rows only)."""
        places = iter(self._paragraphs)
        return tuple(
            replace(block, cell=next(places)) if block.kind == "paragraph" else block for block in blocks
        )

    def _part(self, sheet: Sheet, names: dict[int, list[str]], area: tuple[int, int, int, int]) -> None:
        top, left, bottom, right = area
        while top < bottom and _is_note(sheet.rows[top][left:right], right - left):
            self._paragraph(sheet, top, left, right)
            top += 1
        end = bottom
        while end > top + 1 and _is_note(sheet.rows[end - 1][left:right], right - left):
            end -= 1
        if top < end:
            self._table(sheet, names, (top, left, end, right))
        for row in range(end, bottom):
            self._paragraph(sheet, row, left, right)

    def _table(self, sheet: Sheet, names: dict[int, list[str]], area: tuple[int, int, int, int]) -> None:
        top, left, bottom, right = area
        width = right - left

        def cut(row: Sequence[str]) -> list[str]:
            return [*row[left:right], *[""] * (width - len(row[left:right]))]

        values = [cut(row) for row in sheet.rows[top:bottom]]
        named = [cut(names.get(row, sheet.rows[row])) for row in range(top, bottom)]
        grid = tables.Grid(values, named)
        headers = tables.header_rows(grid, expected=self._headers_expected)
        grid.full = {
            row - top
            for row, first, last in _across(sheet)
            if top <= row < bottom and first <= left and last >= right - 1 and width > 1
        }

        def place(first: int, last: int) -> CellRange:
            return _range(sheet, top + first, left, top + last, right - 1)

        tables.write_table(self._builder, grid, headers, place=place)

    def _paragraph(self, sheet: Sheet, row: int, left: int, right: int) -> None:
        for column, value in enumerate(sheet.rows[row][left:right], start=left):
            if clean(value):
                self._builder.block("paragraph", [Piece(value)])
                self._paragraphs.append(_range(sheet, row, column, row, column))


def column_name(index: int) -> str:
    """Letters of a column: 0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _range(sheet: Sheet, top: int, left: int, bottom: int, right: int) -> CellRange:
    start = f"{column_name(left)}{top + sheet.first_row}"
    end = f"{column_name(right)}{bottom + sheet.first_row}"
    return CellRange(sheet.name, start if start == end else f"{start}:{end}")


def _is_note(cells: Sequence[str], width: int) -> bool:
    """A single filled cell where a row has several: a title above a table or a remark below it."""
    return width == 1 or (sum(map(bool, cells)) == 1 and bool(cells[0]))


def _runs(flags: Iterator[bool] | Sequence[bool]) -> list[tuple[int, int]]:
    """Stretches of true flags, half open."""
    runs: list[tuple[int, int]] = []
    start: int | None = None
    end = 0
    for end, flag in enumerate([*flags, False]):
        if flag and start is None:
            start = end
        elif not flag and start is not None:
            runs.append((start, end))
            start = None
    return runs


def _across(sheet: Sheet) -> list[tuple[int, int, int]]:
    return [(top, left, right) for top, left, bottom, right in sheet.merges if top == bottom and right > left]


def _spread(sheet: Sheet) -> dict[int, list[str]]:
    """Repeat values merged over rows, in place; return rows with those merged over columns repeated too."""
    width = max(map(len, sheet.rows), default=0)
    inside = [
        merge for merge in sheet.merges if merge[0] < len(sheet.rows) and merge[1] < len(sheet.rows[merge[0]])
    ]
    for top, left, bottom, _ in inside:
        for row in sheet.rows[top + 1 : bottom + 1]:
            if any(row):  # a merge must not make rows out of blank ones
                row.extend([""] * (left + 1 - len(row)))
                row[left] = sheet.rows[top][left]
    names: dict[int, list[str]] = {}
    for top, left, bottom, right in inside:
        if right == left:
            continue
        last = min(right + 1, width)
        for number in range(top, min(bottom + 1, len(sheet.rows), top + _HEADER_DEPTH)):
            row = names.setdefault(number, list(sheet.rows[number]))
            row += [""] * (last - len(row))
            row[left:last] = [sheet.rows[top][left]] * (last - left)
    return names
