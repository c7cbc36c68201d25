"""Running heads, running feet and page numbers: what stands on the page but is not part of the text.

From the outer edge of each page inwards, a line is furniture as long as it is a page number or repeats at the
same height on other pages; the first line that is neither ends the search. So nothing inside the text can be
lost, however often it repeats.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

from evimed.ingest.pdf.glyphs import Fragment, rows
from evimed.ingest.pdf.rules import Rules

_ZONE = 0.16  # of the page's height, at the top and at the bottom
_DEEPEST = 6  # lines
_DRIFT = 4.0  # points
_NUMBER = re.compile(r"\d+")
_PAGE_WORDS = re.compile(
    r"(page|p\.|pg\.?|seite)\s*[\dxvi]+(\s*(of|/)\s*\d+)?"
    r"|第\s*[\d一二三四五六七八九十百]+\s*页([\s,，/／]*共\s*[\d一二三四五六七八九十百]+\s*页)?"
    r"|共\s*\d+\s*页[\s,，/／]*第\s*\d+\s*页|\d+\s*/\s*\d+\s*页?|\d+\s*页|页码?\s*[:：]?\s*\d+(\s*/\s*\d+)?"
    r"|[-–—·~～]\s*[\dxvi]+\s*[-–—·~～]",
    re.IGNORECASE,
)
_BARE = re.compile(r"\d{1,4}|[ivxl]{1,6}|\|?\s*\d{1,4}\s*\|?", re.IGNORECASE)
_ROMAN = re.compile(r"[ivxl]{1,6}")
_CAPTION = re.compile(r"(table|figure|fig\.?|表|图)\s*\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageLines:
    """A page as furniture is looked for on it."""

    items: list[Fragment]
    rules: Rules
    height: float


@dataclass(frozen=True, slots=True)
class _Edge:
    """A line near an edge: ``depth`` is its distance from that edge."""

    page: int
    top: bool
    depth: float
    line: list[Fragment]

    @property
    def text(self) -> str:
        return " ".join(" ".join(item.text for item in self.line).split())


def without_furniture(pages: list[PageLines]) -> list[list[Fragment]]:
    """The fragments of each page less its furniture."""
    edges = [[_edges(page, number, top=top) for top in (True, False)] for number, page in enumerate(pages)]
    repeated = _repeated([edge for page in edges for side in page for edge in side[:_DEEPEST]])
    kept: list[list[Fragment]] = []
    for page, sides in zip(pages, edges, strict=True):
        gone: set[int] = set()
        for side in sides:
            for edge in _peeled(side, repeated, page, several=len(pages) > 1):
                gone.update(map(id, edge.line))
        kept.append([item for item in page.items if id(item) not in gone])
    return kept


def _edges(page: PageLines, number: int, *, top: bool) -> list[_Edge]:
    """Lines from the edge inwards, one more than could be furniture."""
    zone = _ZONE * page.height
    if top:
        near = [item for item in page.items if item.base < zone + 40]
        lines = rows(near)[: _DEEPEST + 2]
        return [_Edge(number, top, line[0].base, line) for line in lines]
    near = [item for item in page.items if item.base > page.height - zone - 40]
    lines = rows(near)[::-1][: _DEEPEST + 2]
    return [_Edge(number, top, page.height - line[0].base, line) for line in lines]


def _repeated(edges: list[_Edge]) -> set[int]:
    """Lines (by id) that stand at the same height with the same words on at least two pages.

    Where the words differ in their numbers, one of the numbers has to count the pages.
    """
    alike: dict[tuple[bool, str], list[_Edge]] = defaultdict(list)
    for edge in edges:
        alike[(edge.top, _NUMBER.sub("#", edge.text))].append(edge)
    found: set[int] = set()
    for (_, words), group in alike.items():
        for edge in group:
            level = [other for other in group if abs(other.depth - edge.depth) <= _DRIFT]
            if len({other.page for other in level}) < 2:
                continue
            same = {other.page for other in level if other.text == edge.text}
            if (len(same) >= 2 and not _BARE.fullmatch(edge.text)) or _counts(words, level, edge):
                found.add(id(edge))
    return found


def _counts(words: str, level: list[_Edge], edge: _Edge) -> bool:
    """Whether one of the numbers of the line counts the pages."""
    if "#" not in words or _CAPTION.match(edge.text):
        return False
    apart = any(_BARE.fullmatch(item.text) for item in (edge.line[0], edge.line[-1]))
    plain = not words.replace("#", "").strip(" -–—/|·")
    needed = 2 if plain or apart or _PAGE_WORDS.search(edge.text) else 3
    mine = [int(number) for number in _NUMBER.findall(edge.text)[:6] if len(number) < 9]
    for place, value in enumerate(mine):
        agreeing: set[int] = set()
        for other in level:
            numbers = _NUMBER.findall(other.text)
            if place < len(numbers) and len(numbers[place]) < 9 and int(numbers[place]) - value == other.page - edge.page:
                agreeing.add(other.page)
        if len(agreeing) >= needed:
            return True
    return False


def _peeled(side: list[_Edge], repeated: set[int], page: PageLines, *, several: bool) -> list[_Edge]:
    """The outermost lines that are furniture."""
    found: list[_Edge] = []
    zone = _ZONE * page.height
    for edge in side[:_DEEPEST]:
        roman = several and _ROMAN.fullmatch(edge.text)
        if edge.depth > zone or not (id(edge) in repeated or roman or _PAGE_WORDS.fullmatch(edge.text)):
            break
        found.append(edge)
    rest = side[len(found) :]
    while found and rest and (_one_table(found[-1], rest[0], page.rules) or _header_row(found[-1], rest)):
        found.pop()
    return found


def _one_table(outer: _Edge, inner: _Edge, rules: Rules) -> bool:
    """Whether a vertical rule runs through both lines: the repeated header of a table, which is text."""
    low, high = sorted((outer.line[0].base - 2.0, inner.line[0].base - 2.0))
    left = min(item.x0 for item in inner.line) - 40
    right = max(item.x1 for item in inner.line) + 40
    return any(y0 <= low and high <= y1 and left <= x <= right for x, y0, y1 in rules.vertical)


def _header_row(outer: _Edge, rest: list[_Edge]) -> bool:
    """A line of several cells, as far from the next such line as that is from the one after: a table's header."""
    if not outer.top or len(outer.line) < 2 or len(rest) < 2 or len(rest[0].line) != len(outer.line):
        return False
    bases = [outer.depth, rest[0].depth, rest[1].depth]
    first, second = (b - a for a, b in pairwise(bases))
    return first < 1.3 * second
