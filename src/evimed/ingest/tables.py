"""Tables of any format: from cells with spans to rows, with the header found and merged cells told.

A value merged over several rows stands in each of them; merged over several columns it stands in the first,
but names each of them in a header. A row that is one merged cell is a heading inside the table and keeps
no column names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from evimed.ingest.build import DocumentBuilder
from evimed.records import CellRange

_NUMBER = re.compile(r"[<>≤≥=≈~±+\-−]?\s*\d[\d\s.,:/±×x()（）\-–~%％‰年月日]*(?:[a-zA-Zµμ℃°/%]{0,8})?$")
_SENTENCE_END = re.compile(r"[。．！？!?；;]$|\.$")
_COLUMN_NAME = re.compile(
    r"项目|名称|指标|参数|说明|内容|描述|数值|单位|结果|定义|术语|类别|序号|编号|备注|频率|频次|分级|等级|组别|"
    r"药物|剂量|用法|终点|日期|时间|例数|人数|职责|角色|"
    r"\b(?:item|name|parameter|description|value|unit|results?|definition|term|category|field|variable|no|"
    r"drug|dose|group|outcome|date|time|count|number|role|grade|frequency|meaning|code|topic)\b",
    re.IGNORECASE,
)
_LONG_NAME = 60
MAX_SPAN = 500
_HEADER_ROWS = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as the format writes it."""

    text: str
    columns: int = 1
    rows: int = 1


@dataclass(slots=True)
class Grid:
    """A table laid out: as many values in each row as the table has columns."""

    values: list[list[str]] = field(default_factory=list[list[str]])
    names: list[list[str]] = field(default_factory=list[list[str]])  # the same, horizontal merges repeated
    full: set[int] = field(default_factory=set[int])  # rows that are one merged cell

    @property
    def titles(self) -> int:
        """Number of rows at the top that are a title across the table."""
        count = 0
        while count in self.full:
            count += 1
        return count


def lay_out(rows: Sequence[Sequence[Cell]]) -> Grid:
    """Spread cells with spans over a grid."""
    grid = Grid()
    hanging: dict[int, tuple[str, str, int]] = {}  # column → value, name, rows still to come
    width = 0
    for cells in rows:
        values: dict[int, str] = {}
        names: dict[int, str] = {}
        for column, (value, name, left) in list(hanging.items()):
            values[column], names[column] = value, name
            if left > 1:
                hanging[column] = (value, name, left - 1)
            else:
                del hanging[column]
        column = 0
        for cell in cells:
            while column in values:
                column += 1
            for offset in range(min(max(1, cell.columns), MAX_SPAN)):
                values[column + offset] = "" if offset else cell.text
                names[column + offset] = cell.text
                if cell.rows > 1:
                    hanging[column + offset] = (values[column + offset], cell.text, cell.rows - 1)
        width = max(width, max(values, default=-1) + 1)
        grid.values.append([values.get(column, "") for column in range(max(values, default=-1) + 1)])
        grid.names.append([names.get(column, "") for column in range(max(names, default=-1) + 1)])
    for number, cells in enumerate(rows):
        for row in (grid.values[number], grid.names[number]):
            row.extend([""] * (width - len(row)))
        if width > 1 and len(cells) == 1 and cells[0].columns >= width and cells[0].rows == 1:
            grid.full.add(number)
    return grid


def header_rows(grid: Grid, *, expected: bool = False) -> int:
    """How many rows of a grid, below its titles, name the columns; 0 if none does.

    Names over several columns ("Dose group" above "n" and "%") count as header rows when together with the
    rows below them they name each column differently.
    """
    names = grid.names[grid.titles :]
    if guess_header(names, expected=expected):
        return 1
    merged = [name for name in names[0] if name] if names else []
    if len(set(merged)) == len(merged):
        return 0
    for rows in range(2, min(_HEADER_ROWS, len(names) - 1) + 1):
        joined = [_joined(column) for column in zip(*names[:rows], strict=True)]
        if guess_header([joined, *names[rows:]], expected=expected):
            return rows
    return 0


def guess_header(values: Sequence[Sequence[str]], *, expected: bool = False) -> bool:
    """Whether the first of these rows names the columns.

    It does when its cells are unlike, short and no numbers, and something below shows that they are names: a
    column of numbers, or a third column. Two columns of text are as often label and value as a table with a
    header, so there the names must be words that columns are called, unless the format leads one to expect
    a header, as CSV does.
    """
    if len(values) < 2 or len(values[0]) < 2:
        return False
    first = [value.strip() for value in values[0]]
    named = [value for value in first if value]
    if len(named) < max(2, 0.6 * len(first)) or len(set(named)) < len(named):
        return False
    if any(is_number(value) or len(value) > _LONG_NAME or _SENTENCE_END.search(value) for value in named):
        return False
    if expected:
        return True
    below = values[1:200]
    for column, name in enumerate(first):
        cells = [row[column].strip() for row in below if column < len(row) and row[column].strip()]
        if (
            name
            and cells
            and sum(map(is_number, cells)) > 0.5 * len(cells)
            and not _is_label_column(column, first)
        ):
            return True
    return len(first) > 2 or all(_COLUMN_NAME.search(name) for name in named)


def _is_label_column(column: int, first: Sequence[str]) -> bool:
    """Of two columns, numbers in the second also follow labels: "Age | 63" needs a real name above."""
    return len(first) == 2 and column == 1 and not _COLUMN_NAME.search(" ".join(first))


def is_number(value: str) -> bool:
    """Whether a cell holds a measurement, a date or a count rather than a name."""
    return bool(_NUMBER.match(value.strip()))


def write_table(
    builder: DocumentBuilder,
    grid: Grid,
    headers: int,
    *,
    slide: int | None = None,
    place: Callable[[int, int], CellRange] | None = None,
) -> None:
    """Write the rows of a grid into the document.

    Parameters
    ----------
    builder
        The document.
    grid
        The table.
    headers
        How many of its first rows, below its titles, name the columns.
    slide
        The slide it stands on.
    place
        Gives the cell range of rows ``first`` to ``last`` of the grid.
    """

    def at(first: int, last: int) -> CellRange | None:
        return None if place is None else place(first, last)

    start = grid.titles
    for number in range(start):
        builder.row([_one(grid.values[number])], cell=at(number, number), slide=slide)
    headers = min(headers, _HEADER_ROWS, len(grid.values) - start)
    header: int | None = None
    if headers:
        joined = [_joined(column) for column in zip(*grid.names[start : start + headers], strict=True)]
        header = builder.row(joined, is_header=True, cell=at(start, start + headers - 1), slide=slide)
    for number in range(start + headers, len(grid.values)):
        row = grid.values[number]
        if number in grid.full:
            builder.row([_one(row)], cell=at(number, number), slide=slide)
        else:
            builder.row(row, header=header, cell=at(number, number), slide=slide)


def _one(row: Sequence[str]) -> str:
    return next((value for value in row if value.strip()), "")


def _joined(names: Sequence[str]) -> str:
    """Names over one another: "Dose group" above "n" is "Dose group n"."""
    return " ".join(dict.fromkeys(name.strip() for name in names if name.strip()))
