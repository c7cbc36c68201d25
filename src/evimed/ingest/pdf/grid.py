"""Ruled tables: lines that meet make a grid, and text falls into its cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from evimed.ingest.pdf.alignment import grouped
from evimed.ingest.pdf.fragments import Fragment
from evimed.ingest.pdf.rules import Line, Rules
from evimed.ingest.pdf.table import Cell, Table, TableRow, cell_lines, has_header, stacked

_TOUCH = 3.0  # points between lines that count as meeting
_SAME = 3.0  # points between lines that count as one grid line
_MOST_CELLS = 20_000


@dataclass(frozen=True, slots=True)
class _Grid:
    xs: list[float]
    ys: list[float]
    horizontal: list[Line]
    vertical: list[Line]

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.ys) - 1, len(self.xs) - 1


def ruled_tables(items: list[Fragment], rules: Rules) -> tuple[list[Table], list[Fragment]]:
    """Tables drawn as grids, and the fragments that belong to none of them."""
    tables: list[Table] = []
    rest = items
    grids = [grid for part in _components(rules) if (grid := _grid(*part)) is not None]
    for grid in sorted(grids, key=lambda grid: (grid.ys[-1] - grid.ys[0]) * (grid.xs[-1] - grid.xs[0])):
        inside = [item for item in rest if _within(item, grid)]
        table = _table(grid, inside)
        if table is not None:
            tables.append(table)
            taken = set(map(id, inside))
            rest = [item for item in rest if id(item) not in taken]
    return tables, rest


def _components(rules: Rules) -> list[tuple[list[Line], list[Line]]]:
    """Sets of horizontal and vertical lines that meet."""
    if not rules.horizontal or not rules.vertical:
        return []
    h, v = np.array(rules.horizontal), np.array(rules.vertical)
    y, x0, x1 = h[:, 0:1], h[:, 1:2], h[:, 2:3]
    x, y0, y1 = v[:, 0], v[:, 1], v[:, 2]
    meets = (x0 - _TOUCH <= x) & (x <= x1 + _TOUCH) & (y0 - _TOUCH <= y) & (y <= y1 + _TOUCH)
    unseen = set(range(len(h)))
    found: list[tuple[list[Line], list[Line]]] = []
    while unseen:
        mine, across = {unseen.pop()}, set[int]()
        edge = set(mine)
        while edge:
            columns = set(np.nonzero(meets[sorted(edge)].any(axis=0))[0].tolist()) - across
            across |= columns
            touching = (
                set(np.nonzero(meets[:, sorted(columns)].any(axis=1))[0].tolist()) if columns else set[int]()
            )
            edge = touching - mine
            mine |= edge
        unseen -= mine
        if across and len(mine) >= 2:
            lines = [rules.horizontal[index] for index in sorted(mine)]
            found.append((lines, [rules.vertical[index] for index in sorted(across)]))
    return found


def _grid(horizontal: list[Line], vertical: list[Line]) -> _Grid | None:
    xs = _clustered([line[0] for line in vertical] + [end for line in horizontal for end in line[1:]])
    ys = _clustered([line[0] for line in horizontal] + [end for line in vertical for end in line[1:]])
    cells = (len(xs) - 1) * (len(ys) - 1)
    return (
        _Grid(xs, ys, horizontal, vertical) if len(xs) > 2 and len(ys) > 1 and cells <= _MOST_CELLS else None
    )


def _clustered(values: Iterable[float]) -> list[float]:
    found: list[list[float]] = []
    for value in sorted(values):
        if found and value - found[-1][0] <= _SAME:
            found[-1].append(value)
        else:
            found.append([value])
    return [sum(group) / len(group) for group in found]


def _within(item: Fragment, grid: _Grid) -> bool:
    x, y = (item.x0 + item.x1) / 2, item.base - 0.3 * item.size
    return grid.xs[0] <= x <= grid.xs[-1] and grid.ys[0] <= y <= grid.ys[-1]


def _covered(lines: list[Line], start: float, end: float) -> bool:
    """Whether lines in one place run along at least half of a cell's side."""
    long = sum(max(0.0, min(end, last) - max(start, first)) for _, first, last in lines)
    return long >= 0.5 * (end - start)


def _merged(grid: _Grid) -> list[list[tuple[int, int]]]:
    """For each field of the grid the top left field of the cell it belongs to."""
    height, width = grid.shape
    root = [[(row, column) for column in range(width)] for row in range(height)]
    xs, ys = grid.xs, grid.ys
    upright = [[line for line in grid.vertical if abs(line[0] - x) <= _SAME] for x in xs]
    level = [[line for line in grid.horizontal if abs(line[0] - y) <= _SAME] for y in ys]
    for row in range(height):
        for column in range(width):
            if column and not _covered(upright[column], ys[row], ys[row + 1]):
                root[row][column] = root[row][column - 1]
            if row and not _covered(level[row], xs[column], xs[column + 1]):
                above = root[row - 1][column]
                if root[row][column] == (row, column) or above[1] == root[row][column][1]:
                    root[row][column] = above
    return root


def _table(grid: _Grid, items: list[Fragment]) -> Table | None:
    height, width = grid.shape
    root = _merged(grid)
    fields: dict[tuple[int, int], list[Fragment]] = {}
    for item in items:
        row = min(max(bisect_right(grid.ys, item.base - 0.3 * item.size) - 1, 0), height - 1)
        # A fragment belongs where it starts, unless it only leans over the line.
        column = min(max(bisect_right(grid.xs, item.x0 + 0.3 * item.size) - 1, 0), width - 1)
        fields.setdefault(root[row][column], []).append(item)
    columns = [c for c in range(width) if any(root[r][c][1] == c for r in range(height))]
    kept = [r for r in range(height) if any(root[r][c][0] == r for c in columns)]
    if len(fields) < 2 or len(columns) < 2 or len({place[1] for place in fields}) < 2:
        return None
    cells = {place: cell_lines(found) for place, found in fields.items()}
    header_rows, title = _header_rows(root, kept, columns, cells)
    size = sorted(item.size for item in items)[len(items) // 2]
    named = [_row(grid, root, r, columns, cells, spread=True) for r in header_rows]
    body = [r for r in kept if r not in header_rows and r != title]
    rows = [_row(grid, root, r, columns, cells) for r in body]
    if len(body) == 1 and len(columns) == width:
        rows = _unruled(grid, fields, body[0], root) or rows
    rows = [row for row in rows if any(row.cells)]
    header = stacked(named) if named else None
    if header is not None and not (rows and has_header([header, *rows])):
        rows, header = [*(_row(grid, root, r, columns, cells) for r in header_rows), *rows], None
    if not rows:
        return None
    top = _row(grid, root, title, columns, cells) if title is not None else None
    return Table(grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1], size, header, tuple(rows), top)


def _header_rows(
    root: list[list[tuple[int, int]]], kept: list[int], columns: list[int], cells: dict[tuple[int, int], Cell]
) -> tuple[list[int], int | None]:
    """Rows that name the columns, and a first row that is one cell over the whole width."""
    title = None
    if len(kept) > 2 and len({root[kept[0]][c] for c in columns}) == 1:
        title = kept[0]
        kept = kept[1:]
    first = kept[0]
    roots = [root[first][c] for c in columns]
    named = [place for place in roots if cells.get(place)]
    wide = len(set(roots)) < len(roots)
    if len(kept) > 2 and wide and len(set(named)) >= 2:
        return kept[:2], title
    return kept[:1], title


def _row(
    grid: _Grid,
    root: list[list[tuple[int, int]]],
    row: int,
    columns: list[int],
    cells: dict[tuple[int, int], Cell],
    *,
    spread: bool = False,
) -> TableRow:
    """One row. A cell over several rows is told in each; one over several columns only when ``spread``."""
    found: list[Cell] = []
    for column in columns:
        place = root[row][column]
        shown = place[1] == column or spread
        found.append(cells.get(place, ()) if shown else ())
    return TableRow(tuple(found), (grid.xs[0], grid.ys[row], grid.xs[-1], grid.ys[row + 1]))


def _unruled(
    grid: _Grid, fields: dict[tuple[int, int], list[Fragment]], row: int, root: list[list[tuple[int, int]]]
) -> list[TableRow]:
    """Rows of a body that has lines between its columns but none between its rows."""
    columns = [fields.get(root[row][c], []) for c in range(grid.shape[1])]
    counts = sorted(len(column) for column in columns)
    if counts[-1] < 3 or counts[len(counts) // 2] < 0.6 * counts[-1] or len(columns[0]) < 0.6 * counts[-1]:
        return []
    inside = [item for column in columns for item in column]
    return grouped(inside, grid.xs[1:-1], [])
