"""Tables without a grid: three rules (booktabs), or nothing but cells that stand under one another."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise
from math import inf
from statistics import median

from evimed.ingest.pdf.fragments import Fragment, rows
from evimed.ingest.pdf.frame import hull
from evimed.ingest.pdf.rules import Line, Rules
from evimed.ingest.pdf.table import Cell, Table, TableRow, cell_lines, has_header, stacked

Row = list[Fragment]

_SAME_END = 5.0  # points between the ends of rules of one table
_LOOK_BACK = 12  # lines that say whether a single fragment stands in one of their columns
_LEADERS = re.compile(r"(\.\s?){4,}|…{2,}|·{4,}")
_MARKER = re.compile(
    r"([•●▪■◆❖➢○–—\-*·✓]|[(（]?[0-9a-zA-Zivx一二三四五六七八九十]{1,4}[)）.、．]?|第.{1,4}[章节条])"
)


def _dotted(text: str) -> bool:
    """Whether a row of dots runs through the text, as to a page number."""
    able = text.count(".") > 3 or "…" in text or "·" in text
    return able and _LEADERS.search(text) is not None


def column_cuts(lines: list[Row]) -> list[float]:
    """Where columns part: places that next to no line covers, between places that many do."""
    several = [line for line in lines if len(line) > 1]
    if len(several) < 2:
        return []
    edges: list[tuple[float, int]] = []
    for line in several:
        for item in line:
            edges += [(item.x0, 1), (item.x1, -1)]
    edges.sort()
    allowed = int(0.12 * len(several))
    size = median(item.size for line in several for item in line)
    cuts: list[float] = []
    depth, since = 0, None
    for place, step in edges:
        depth += step
        if depth <= allowed and since is None:
            since = place
        elif depth > allowed and since is not None:
            if place - since >= 0.4 * size and since > edges[0][0]:
                cuts.append((since + place) / 2)
            since = None
    return cuts


def _spread(line: Row, cuts: list[float]) -> list[list[Fragment]]:
    """The fragments of a line by column."""
    found: list[list[Fragment]] = [[] for _ in range(len(cuts) + 1)]
    for item in line:
        left, right = bisect_right(cuts, item.x0), bisect_right(cuts, item.x1)
        # A fragment that leans over a cut belongs where most of it stands, a wide one where it starts.
        column = left
        if right == left + 1 and item.x1 - cuts[left] > cuts[left] - item.x0:
            column = right
        found[column].append(item)
    return found


def grouped(items: list[Fragment], cuts: list[float], parted: list[float]) -> list[TableRow]:
    """Table rows of the fragments of a table body; ``parted`` are the places of rules between rows."""
    lines = rows(items)
    gaps = [max(i.base for i in b) - max(i.base for i in a) for a, b in pairwise(lines)]
    close = _close_gap(gaps, median(item.size for item in items))
    found: list[list[Row]] = []
    filled: list[bool] = []  # which columns the last row has text in so far
    for number, line in enumerate(lines):
        cells = _spread(line, cuts)
        if found and parted:
            continues = not _ruled(found[-1][-1], line, parted)
        else:
            continues = bool(found) and _continues(cells, filled, gaps[number - 1], close)
        if continues:
            found[-1].append(line)
            filled = [before or bool(cell) for before, cell in zip(filled, cells, strict=True)]
        else:
            found.append([line])
            filled = [bool(cell) for cell in cells]
    return [_row([item for line in group for item in line], cuts) for group in found]


def _close_gap(gaps: list[float], size: float) -> float | None:
    """The widest step between two lines of one row; None if rows are set no wider apart than lines."""
    if not gaps or max(gaps) <= 1.2 * min(gaps) + 1.0 or min(gaps) > 1.4 * size:
        return None
    return min(1.4 * size, (min(gaps) + max(gaps)) / 2)


def _ruled(above: Row, line: Row, parted: list[float]) -> bool:
    """Whether a rule stands between two lines."""
    high, low = max(item.base for item in above), min(item.base for item in line)
    return any(high - 2.0 < y < low for y in parted)


def _continues(cells: list[list[Fragment]], above: list[bool], gap: float, close: float | None) -> bool:
    """Whether a line goes on with the cells of the row above."""
    full = all(cells) and all(above)
    if close is not None:
        return gap <= close and not full
    size = max(item.size for cell in cells for item in cell)
    filled = [place for place, cell in enumerate(cells) if cell]
    if gap > 1.75 * size or any(not above[place] for place in filled):
        return False
    if not cells[0]:
        return True
    return len(filled) == 1 and len(cells) > 1 and cells[filled[0]][0].text[:1].islower()


def _row(items: list[Fragment], cuts: list[float]) -> TableRow:
    cells = _spread(items, cuts)
    box = hull([item.box for item in items])
    return TableRow(tuple(cell_lines(cell) for cell in cells), box)


def _header(items: list[Fragment], body: list[Fragment], cuts: list[float], partial: list[Line]) -> TableRow:
    """The header as one row; a name over several columns is told in each of them."""
    columns: list[list[Fragment]] = [[] for _ in range(len(cuts) + 1)]
    for line in rows(body):
        for column, cell in zip(columns, _spread(line, cuts), strict=True):
            column.extend(cell)
    edges = [-inf, *cuts, inf]
    extents = [
        (min(i.x0 for i in column), max(i.x1 for i in column)) if column else (edges[place], edges[place + 1])
        for place, column in enumerate(columns)
    ]
    parts: list[TableRow] = []
    for line in rows(items):
        cells: list[Cell] = [()] * (len(cuts) + 1)
        for item in line:
            start, end = item.x0, item.x1
            for y, x0, x1 in partial:
                if item.base - 1.0 <= y <= item.base + 1.2 * item.size and x0 < item.x1 and item.x0 < x1:
                    start, end = x0, x1
            over = [
                place for place, (left, right) in enumerate(extents) if start <= (left + right) / 2 <= end
            ]
            for column in over if len(over) > 1 else [_nearest(item, extents)]:
                cells[column] = (*cells[column], item.text)
        parts.append(TableRow(tuple(cells), hull([item.box for item in line])))
    return stacked(parts)


def _nearest(item: Fragment, extents: list[tuple[float, float]]) -> int:
    """The column a name stands over: the one it overlaps most, else the closest."""
    return max(
        range(len(extents)),
        key=lambda place: min(item.x1, extents[place][1]) - max(item.x0, extents[place][0]),
    )


def rule_tables(items: list[Fragment], rules: Rules, height: float) -> tuple[list[Table], list[Fragment]]:
    """Tables between horizontal rules of one width, and the fragments that belong to none."""
    tables: list[Table] = []
    rest = items
    for group in _stacks(rules.horizontal):
        run: list[tuple[Line, Line, list[Fragment]]] = []
        for upper, lower in [*pairwise(group), (None, None)]:
            inside = [i for i in rest if upper and lower and _between(i, upper, lower)]
            if upper and lower and inside and _tabular(inside, height, first=not run):
                run.append((upper, lower, inside))
                continue
            table = _rule_table(run, rules)
            if table is not None:
                tables.append(table)
                taken = {id(item) for _, _, found in run for item in found}
                rest = [item for item in rest if id(item) not in taken]
            run = []
    return tables, rest


def _stacks(lines: list[Line]) -> list[list[Line]]:
    """Rules of one width, under one another."""
    found: list[list[Line]] = []
    for line in sorted(lines):
        if line[2] - line[1] < 60.0:
            continue
        for group in found:
            if abs(group[0][1] - line[1]) <= _SAME_END and abs(group[0][2] - line[2]) <= _SAME_END:
                if line[0] - group[-1][0] > 3.0:
                    group.append(line)
                break
        else:
            found.append([line])
    return [group for group in found if len(group) >= 2]


def _between(item: Fragment, upper: Line, lower: Line) -> bool:
    middle = item.base - 0.3 * item.size
    return upper[0] < middle < lower[0] and upper[1] - 3.0 <= item.x0 and item.x1 <= upper[2] + 3.0


def _tabular(items: list[Fragment], height: float, *, first: bool) -> bool:
    """Whether text between two rules stands in cells, and is not prose in columns."""
    lines = rows(items)
    several = [line for line in lines if len(line) > 1]
    if len(several) < (1 if first else 0.3 * len(lines)) or any(_dotted(i.text) for i in items):
        return False
    if len(lines) < 8:
        return True
    wide = median(item.x1 - item.x0 for line in lines for item in line)
    tall = lines[-1][0].base - lines[0][0].base
    return not (wide > 15 * items[0].size and tall > 0.35 * height)


def _rule_table(run: list[tuple[Line, Line, list[Fragment]]], rules: Rules) -> Table | None:
    if not run:
        return None
    everything = [item for _, _, found in run for item in found]
    lines = rows(everything)
    body_items = [item for _, _, found in run[1:] for item in found] or everything
    cuts = column_cuts(rows(body_items)) or column_cuts(lines)
    if not cuts or len(lines) < 2 or (len(run) == 1 and (len(lines) < 3 or not _aligned(lines, cuts))):
        return None
    upper, lower = run[0][0], run[-1][1]
    partial = [line for line in rules.horizontal if line[2] - line[1] < 0.9 * (upper[2] - upper[1])]
    if len(run) > 1:
        header = _header(run[0][2], body_items, cuts, partial)
        parted = [u[0] for u, _, _ in run[2:]] if len(run) > 3 else []
        body = grouped(body_items, cuts, parted)
    else:
        body = grouped(everything, cuts, [])
        header = body.pop(0) if has_header(body) else None
    if not body or len(header.words if header else body[0].words) < 2:
        return None
    size = median(item.size for item in everything)
    return Table(upper[1], upper[0], upper[2], lower[0], size, header, tuple(body))


def _aligned(lines: list[Row], cuts: list[float]) -> bool:
    """Whether most cells of every column share their left, middle or right edge."""
    columns: list[list[Fragment]] = [[] for _ in range(len(cuts) + 1)]
    for line in lines:
        for column, cell in zip(columns, _spread(line, cuts), strict=True):
            column.extend(cell[:1])
    for column in columns:
        if len(column) < 0.4 * len(lines):
            return False
        edges = ([i.x0 for i in column], [(i.x0 + i.x1) / 2 for i in column], [i.x1 for i in column])
        best = max(sum(abs(place - median(places)) <= 3.0 for place in places) for places in edges)
        if best < 0.7 * len(column):
            return False
    return True


def loose_tables(items: list[Fragment]) -> tuple[list[Table], list[Fragment]]:
    """Tables that show only by their alignment, in one column's stretch of text."""
    tables: list[Table] = []
    rest: list[Fragment] = []
    run: list[Row] = []
    for line in [*rows(items), []]:
        if line and _goes_on(line, run):
            run.append(line)
            continue
        kept, table = _loose_table(run)
        if table is not None:
            tables.append(table)
        rest.extend(kept)
        run = []
        if len(line) > 1:
            run.append(line)
        else:
            rest.extend(line)
    return tables, rest


def _goes_on(line: Row, run: list[Row]) -> bool:
    if not run:
        return False
    gap = line[0].base - run[-1][0].base
    size = max(item.size for item in line)
    if gap > 3.2 * size:
        return False
    if len(line) > 1:
        return True
    cuts = column_cuts(run[-_LOOK_BACK:])
    # One fragment alone: the second line of a cell, and not the next paragraph.
    return (
        bool(cuts) and gap <= 1.6 * size and bisect_right(cuts, line[0].x0) == bisect_right(cuts, line[0].x1)
    )


def _loose_table(run: list[Row]) -> tuple[list[Fragment], Table | None]:
    """The fragments that are no table, and the table, if the lines make one."""
    tail: list[Fragment] = []
    while run and len(run[-1]) < 2 and run[-1][0].x0 <= run[0][0].x0 + 3.0:
        tail = [*run.pop(), *tail]
    items = [item for line in run for item in line]
    several = [line for line in run if len(line) > 1]
    cuts = column_cuts(run)
    if not cuts or len(several) < 3 or not _aligned(several, cuts) or not _cells(several, cuts):
        return [*items, *tail], None
    body = grouped(items, cuts, [])
    header = body.pop(0) if has_header(body) else None
    box = hull([item.box for item in items])
    size = median(item.size for item in items)
    return tail, Table(*box, size, header, tuple(body)) if body else None


def _cells(lines: list[Row], cuts: list[float]) -> bool:
    """Cells, and not list items with their marks, a table of contents or lines of prose with wide spaces."""
    first = [line[0].text for line in lines]
    if sum(bool(_MARKER.fullmatch(text)) for text in first) > 0.5 * len(first) and len(cuts) == 1:
        return False
    if sum(_dotted(item.text) for line in lines for item in line) > 0.3 * len(lines):
        return False
    widths = [(item.x1 - item.x0) / item.size for line in lines for item in line]
    return median(widths) <= 14.0
