"""Reading order: full-width parts and columns, each column read to its end before the next.

A gutter is a place that few items cross and on both sides of which stand lines of prose. What crosses it (a
title, a table over both columns) cuts the page into bands; within a band the left side is read before the
right, and each side may hold gutters of its own (three columns and more). Short cells of a table without
rules do not make a gutter: they stay together as rows for the table finder.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Protocol, TypeVar

from evimed.ingest.pdf.frame import hull
from evimed.records import Box

_LEAST_LINES = 3  # on each side of a gutter
_NARROWEST = 6.5  # of the font size: median width of a column's lines
_MANY_LINES = 8  # on each side, to judge by their heights
_CELL_GAP = 2.0  # of the font size: a wider gap stands between cells
_MOST_CANDIDATES = 12
_DEEPEST = 5


class Placed(Protocol):
    """Anything with a place on the page and a font size."""

    @property
    def x0(self) -> float: ...  # noqa: D102
    @property
    def top(self) -> float: ...  # noqa: D102
    @property
    def x1(self) -> float: ...  # noqa: D102
    @property
    def bottom(self) -> float: ...  # noqa: D102
    @property
    def size(self) -> float: ...  # noqa: D102


Item = TypeVar("Item", bound=Placed)


def reading_order(items: Sequence[Item], known: list[float], depth: int = 0) -> list[list[Item]]:
    """Groups of items, each one column's stretch, in the order they are read.

    ``known`` are the gutters of the pages before, to which those of this page are added: the last column of
    an article may be too short to be told from cells by itself.
    """
    if not items:
        return []
    gutter = _gutter(items) if depth < _DEEPEST else None
    if gutter is not None:
        if not any(abs(gutter - other) < 2.0 for other in known):
            known.append(gutter)
    elif depth < _DEEPEST:
        gutter = next((other for other in known if _fits(items, other)), None)
    bands = _bands(items, gutter) if gutter is not None else []
    if gutter is None or all(crossing for crossing, _ in bands):
        return [sorted(items, key=lambda item: (item.top, item.x0))]
    found: list[list[Item]] = []
    wide: list[Item] = []
    for crossing, group in bands:
        if crossing:
            wide.extend(group)
            continue
        if wide:
            found.extend(reading_order(wide, known, depth + 1))
            wide = []
        for side in _sides(group, gutter):
            found.extend(reading_order(side, known, depth + 1))
    found.extend(reading_order(wide, known, depth + 1))
    return found


def _fits(items: Sequence[Placed], gutter: float) -> bool:
    """Whether the gutter of another page parts a column from the few lines of the next."""
    left, right = _sides(items, gutter)
    if len(left) < 2 * _LEAST_LINES or not right or any(_crosses(item, gutter) for item in items):
        return False
    if abs(min(item.x0 for item in right) - gutter) > 2.0 or max(item.x1 for item in left) > gutter - 4.0:
        return False
    return median(_row_widths(left)) >= _NARROWEST <= max(_row_widths(right))


def _top(item: Placed) -> float:
    return item.top


def _crosses(item: Placed, gutter: float) -> bool:
    return item.x0 < gutter - 1.0 and item.x1 > gutter - 1.0


def _sides(items: Sequence[Item], gutter: float) -> tuple[list[Item], list[Item]]:
    left = [item for item in items if item.x0 < gutter - 1.0]
    return left, [item for item in items if item.x0 >= gutter - 1.0]


def _bands(items: Sequence[Item], gutter: float) -> list[tuple[bool, list[Item]]]:
    """The page from top to bottom: stretches that cross the gutter, and stretches with two sides."""
    crossing: list[Item] = []
    others: list[Item] = []
    for item in sorted(items, key=_top):  # quick where they are in that order already
        (crossing if item.x0 < gutter - 1.0 < item.x1 else others).append(item)
    bands: list[tuple[bool, list[Item]]] = []
    taken = 0
    for item in crossing:
        middle = (item.top + item.bottom) / 2
        start = taken
        while taken < len(others) and (others[taken].top + others[taken].bottom) / 2 < middle:
            taken += 1
        if taken > start:
            bands.append((False, others[start:taken]))
        bands.append((True, [item]))
    if taken < len(others):
        bands.append((False, others[taken:]))
    return [(wide or _one_line(group, gutter), group) for wide, group in bands]


def _one_line(group: Sequence[Placed], gutter: float) -> bool:
    """A single line in two parts between full-width lines: a wide space, not two columns."""
    tallest = 1.6 * max(item.size for item in group)
    if max(item.bottom for item in group) - min(item.top for item in group) >= tallest:
        return False
    left, right = _sides(group, gutter)
    return bool(left and right)


def _gutter(items: Sequence[Placed], depth: int = 0) -> float | None:
    """The left edge of the right side at the best gutter, if there is one."""
    if len(items) < 2 * _LEAST_LINES:
        return None
    starts: dict[int, list[float]] = {}
    for item in items:
        starts.setdefault(round(item.x0 / 2), []).append(item.x0)
    counts = {key: len(values) + len(starts.get(key + 1, ())) for key, values in starts.items()}
    keys = sorted(
        (key for key, count in counts.items() if count >= _LEAST_LINES), key=lambda key: -counts[key]
    )
    best, best_score = None, float("-inf")
    ordered = sorted(items, key=_top)
    for key in keys[:_MOST_CANDIDATES]:
        gutter = min(starts[key])
        before = sum(item.x0 < gutter - 1.0 for item in ordered)
        fewer = min(before, len(ordered) - before)
        if fewer < _LEAST_LINES or 2 * fewer <= best_score:
            continue  # it could not win
        score = _score(ordered, gutter, depth)
        if score is not None and score > best_score:
            best, best_score = gutter, score
    return best


def _score(items: Sequence[Placed], gutter: float, depth: int) -> float | None:
    """Lines read as columns less half the lines that cross; None if no band holds two columns of prose."""
    lines = 0
    crossing = 0
    found = False
    for wide, group in _bands(items, gutter):
        if wide:
            crossing += len(group)
            continue
        left, right = _sides(group, gutter)
        if _clear(left, right, gutter) and _beside(left, right) and _prose(left, right, depth):
            found = True
            lines += 2 * min(len(left), len(right))
    return lines - 0.5 * crossing if found else None


def _prose(left: Sequence[Placed], right: Sequence[Placed], depth: int) -> bool:
    """Lines long enough to be prose, and most of them about as long as the longest: cells are not.

    A side that holds columns of its own is judged by them.
    """
    even: list[float] = []
    for side in (left, right):
        widths = sorted(_row_widths(side))
        if len(widths) < _LEAST_LINES:
            return False
        middle = median(widths)
        if middle < _NARROWEST or (not depth and _cellular(side)):
            return False
        share = middle / widths[int(0.9 * (len(widths) - 1))]
        even.append(share if share >= 0.75 or depth or _gutter(side, depth + 1) is None else 1.0)
    return (max(even) >= 0.75 and min(even) >= 0.5) or _staggered(left, right)


def _staggered(left: Sequence[Placed], right: Sequence[Placed]) -> bool:
    """Whether the lines of the sides stand at heights of their own: cells of one row do not."""
    fewer, more = sorted((left, right), key=len)
    heights = {round(item.bottom) + near for item in more for near in (-1, 0, 1)}
    level = sum(round(item.bottom) in heights for item in fewer)
    return len(fewer) >= _MANY_LINES and level < 0.6 * len(fewer)


def _cellular(side: Sequence[Placed]) -> bool:
    """Whether most lines stand in several parts, and not because the side holds columns of its own."""
    parts: list[int] = []  # of each line
    before: Placed | None = None
    for item in sorted(side, key=_line_by_line):
        if before is None or abs(before.top + before.bottom - item.top - item.bottom) >= item.size:
            parts.append(1)
        elif item.x0 - before.x1 >= _CELL_GAP * item.size:
            parts[-1] += 1
        before = item
    return 2 * sum(count > 1 for count in parts) > len(parts) and _gutter(side, 1) is None


def _line_by_line(item: Placed) -> tuple[int, float]:
    return (round((item.top + item.bottom) / 6), item.x0)


def _row_widths(side: Sequence[Placed]) -> list[float]:
    """How much of each line is written on, in font sizes; spaces count, gaps between cells do not."""
    found: list[float] = []
    before: Placed | None = None
    for item in sorted(side, key=_line_by_line):
        em = max(item.size, 1.0)
        width = (item.x1 - item.x0) / em
        if before is not None and abs(before.top + before.bottom - item.top - item.bottom) < em:
            gap = (item.x0 - before.x1) / em
            found[-1] += width + (gap if 0 < gap < _CELL_GAP else 0.0)
        else:
            found.append(width)
        before = item
    return found


def _clear(left: Sequence[Placed], right: Sequence[Placed], gutter: float) -> bool:
    """White space between the sides, at least half an em of the usual size."""
    if min(len(left), len(right)) < _LEAST_LINES:
        return False
    size = median(item.size for item in right)
    edge = max(item.x1 for item in left)
    return gutter - edge > 0.55 * size


def _beside(left: Sequence[Placed], right: Sequence[Placed]) -> bool:
    """The sides stand next to each other, not one under the other."""
    top = max(min(item.top for item in left), min(item.top for item in right))
    bottom = min(max(item.bottom for item in left), max(item.bottom for item in right))
    return bottom - top > 2.0 * min(item.size for item in right)


def extent(items: Sequence[Placed]) -> Box:
    """The box around a group."""
    return hull([(item.x0, item.top, item.x1, item.bottom) for item in items])
