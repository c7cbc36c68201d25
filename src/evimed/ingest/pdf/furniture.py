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

from evimed.ingest.pdf.fragments import Fragment, rows
from evimed.ingest.pdf.rules import Rules

_ZONE = 0.16  # of the page's height, at the top and at the bottom
_DEEPEST = 6  # lines
_DRIFT = 4.0  # points
_MOST_NUMBERS = 6  # of a line that may count the pages
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
    text: str


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
        return [_Edge(number, top, line[0].base, line, _text(line)) for line in lines]
    near = [item for item in page.items if item.base > page.height - zone - 40]
    lines = rows(near)[::-1][: _DEEPEST + 2]
    return [_Edge(number, top, page.height - line[0].base, line, _text(line)) for line in lines]


def _text(line: list[Fragment]) -> str:
    return " ".join(" ".join(item.text for item in line).split())


def _repeated(edges: list[_Edge]) -> set[int]:
    """Lines (by id) that stand at the same height with the same words on at least two pages.

    Where the words differ in their numbers, one of the numbers has to count the pages.
    """
    alike: dict[tuple[bool, str], list[_Edge]] = defaultdict(list)
    for edge in edges:
        alike[(edge.top, _NUMBER.sub("#", edge.text))].append(edge)
    found: set[int] = set()
    for group in alike.values():
        for level in _levels(group):
            same: dict[str, set[int]] = defaultdict(set)
            for edge in level:
                same[edge.text].add(edge.page)
            found.update(id(e) for e in level if len(same[e.text]) >= 2 and not _BARE.fullmatch(e.text))
            found.update(_counting(level))
    return found


def _levels(group: list[_Edge]) -> list[list[_Edge]]:
    """Lines of the same words by their height, where two pages or more have one."""
    levels: list[list[_Edge]] = []
    for edge in sorted(group, key=lambda edge: edge.depth):
        if levels and edge.depth - levels[-1][0].depth <= _DRIFT:
            levels[-1].append(edge)
        else:
            levels.append([edge])
    return [level for level in levels if len({edge.page for edge in level}) >= 2]


def _counting(level: list[_Edge]) -> set[int]:
    """Those of the lines (by id) one of whose numbers counts the pages."""
    sample = level[0].text
    if "#" not in _NUMBER.sub("#", sample) or _CAPTION.match(sample):
        return set()
    pages: dict[tuple[int, int], set[int]] = defaultdict(set)  # which number, how far from the page's own
    places: dict[int, list[tuple[int, int]]] = {}
    for edge in level:
        numbers = [number for number in _NUMBER.findall(edge.text)[:_MOST_NUMBERS] if len(number) < 9]
        places[id(edge)] = [(place, int(number) - edge.page) for place, number in enumerate(numbers)]
        for key in places[id(edge)]:
            pages[key].add(edge.page)
    plain = not _NUMBER.sub("", sample).strip(" -–—/|·")
    apart = any(_BARE.fullmatch(item.text) for item in (level[0].line[0], level[0].line[-1]))
    needed = 2 if plain or apart or _PAGE_WORDS.search(sample) else 3
    return {edge for edge, keys in places.items() if any(len(pages[key]) >= needed for key in keys)}


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
    """A table's header: a line of cells, as far from the next such line as that is from the one after."""
    if not outer.top or len(outer.line) < 2 or len(rest) < 2 or len(rest[0].line) != len(outer.line):
        return False
    bases = [outer.depth, rest[0].depth, rest[1].depth]
    first, second = (b - a for a, b in pairwise(bases))
    return first < 1.3 * second
