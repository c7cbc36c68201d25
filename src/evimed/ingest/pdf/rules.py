"""Ruling lines and filled boxes of a page: what tables are drawn with."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from evimed.ingest.pdf.frame import Frame
from evimed.ingest.pdf.pdfium import PathShape, straight_strokes
from evimed.records import Box

Line = tuple[float, float, float]  # where it lies across its direction, then from where to where

_THIN = 3.0  # points: a filled box thinner than this is a line
_SHORTEST = 6.0  # points: shorter strokes are ticks, dashes and parts of drawings
_SLANT = 0.7  # points a straight stroke may drift
_MOST_SEGMENTS = 4_000
_MOST_LINES = 1_500


@dataclass(frozen=True, slots=True)
class Rules:
    """Horizontal lines as (y, x0, x1), vertical ones as (x, y0, y1), filled boxes; in the layout frame."""

    horizontal: list[Line] = field(default_factory=list[Line])
    vertical: list[Line] = field(default_factory=list[Line])
    fills: list[Box] = field(default_factory=list[Box])

    def parts(self, x0: float, x1: float, y: float) -> bool:
        """Whether a vertical line stands between two places of a line of text."""
        return any(x0 - 1 <= x <= x1 + 1 and top <= y <= bottom for x, top, bottom in self.vertical)

    def around(self, box: Box) -> tuple[float, float] | None:
        """Left and right edge of the box a line of text stands in, if it is drawn."""
        x0, top, x1, bottom = box
        middle = (top + bottom) / 2
        edges = [x for x, y0, y1 in self.vertical if y0 <= middle <= y1]
        before, after = [x for x in edges if x <= x0 + 1], [x for x in edges if x >= x1 - 1]
        found = [(max(before), min(after))] if before and after else []
        found += [
            (left, right)
            for left, high, right, low in self.fills
            if left <= x0 + 1 and right >= x1 - 1 and high <= middle <= low
        ]
        return min(found, key=lambda edge: edge[1] - edge[0], default=None)


def read_rules(paths: list[PathShape], frame: Frame) -> Rules:
    """The straight lines of the page, pieces of one line joined."""
    horizontal: list[Line] = []
    vertical: list[Line] = []
    fills: list[Box] = []
    budget = _MOST_SEGMENTS
    for path in paths:
        x0, y0, x1, y1 = _placed(path.bounds, frame)
        wide, high = x1 - x0, y1 - y0
        if high <= _THIN and wide >= _SHORTEST:
            horizontal.append(((y0 + y1) / 2, x0, x1))
        elif wide <= _THIN and high >= _SHORTEST:
            vertical.append(((x0 + x1) / 2, y0, y1))
        elif path.stroked and budget > 0:
            budget -= path.segments
            _strokes(path, frame, (x0, y0, x1, y1), horizontal, vertical)
        elif path.filled and path.segments <= 6 and min(wide, high) > _THIN:
            fills.append((x0, y0, x1, y1))
    if max(len(horizontal), len(vertical), len(fills)) > _MOST_LINES:
        return Rules()  # a drawing
    return Rules(_joined(horizontal), _joined(vertical), fills)


def _placed(bounds: tuple[float, float, float, float], frame: Frame) -> Box:
    x, y = frame.layout(np.array([bounds[0], bounds[2]]), np.array([bounds[1], bounds[3]]))
    a, b = x.tolist()
    c, d = y.tolist()
    return (min(a, b), min(c, d), max(a, b), max(c, d))


def _strokes(path: PathShape, frame: Frame, box: Box, horizontal: list[Line], vertical: list[Line]) -> None:
    """The straight strokes of a path; a closed box gives its four sides (its last side is often implied)."""
    x0, y0, x1, y1 = box
    strokes = straight_strokes(path, _MOST_SEGMENTS)
    if 3 <= len(strokes) <= 5 and path.segments <= 6:
        if all(abs(a - c) < _SLANT or abs(b - d) < _SLANT for a, b, c, d in strokes):
            horizontal.extend([(y0, x0, x1), (y1, x0, x1)])
            vertical.extend([(x0, y0, y1), (x1, y0, y1)])
        return
    for a, b, c, d in strokes:
        sx0, sy0, sx1, sy1 = _placed((min(a, c), min(b, d), max(a, c), max(b, d)), frame)
        if sy1 - sy0 <= _SLANT and sx1 - sx0 >= _SHORTEST:
            horizontal.append(((sy0 + sy1) / 2, sx0, sx1))
        elif sx1 - sx0 <= _SLANT and sy1 - sy0 >= _SHORTEST:
            vertical.append(((sx0 + sx1) / 2, sy0, sy1))


def _joined(lines: list[Line]) -> list[Line]:
    """Pieces of one line, drawn cell by cell, as one."""
    found: list[Line] = []
    for place, start, end in sorted((round(place, 1), start, end) for place, start, end in lines):
        index = _same_line(found, place, start, end)
        if index is None:
            found.append((place, start, end))
        else:
            other, first, last = found[index]
            found[index] = (other, min(first, start), max(last, end))
    return found


def _same_line(found: list[Line], place: float, start: float, end: float) -> int | None:
    """Which of the lines found so far (sorted by place) a piece belongs to."""
    for index in range(len(found) - 1, -1, -1):
        other, first, last = found[index]
        if place - other > 1.5:
            return None
        if start <= last + 3.0 and end >= first - 3.0:
            return index
    return None
