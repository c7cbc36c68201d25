"""One page: tables taken out, the rest in reading order as drafts of blocks."""

from __future__ import annotations

from dataclasses import dataclass, field

from evimed.ingest.pdf.alignment import loose_tables, rule_tables
from evimed.ingest.pdf.columns import extent, reading_order
from evimed.ingest.pdf.frame import Frame
from evimed.ingest.pdf.glyphs import Fragment, merge, rows
from evimed.ingest.pdf.grid import ruled_tables
from evimed.ingest.pdf.lines import Line
from evimed.ingest.pdf.paragraphs import Draft, drafts
from evimed.ingest.pdf.rules import Rules
from evimed.ingest.pdf.table import Table

Part = Draft | Table


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page as read: its geometry, its fragments and its rules in the layout frame."""

    number: int  # from 0
    frame: Frame
    items: list[Fragment]
    rules: Rules


@dataclass(slots=True)
class PageParts:
    """The parts of a page: stretches of columns in reading order, then the notes at its foot."""

    number: int
    frame: Frame
    stretches: list[list[Part]] = field(default_factory=list[list[Part]])
    notes: list[Draft] = field(default_factory=list[Draft])


def lay_out(sheet: Sheet, items: list[Fragment], body: float) -> PageParts:
    """Read one page, whose furniture has been taken out of ``items``."""
    height = sheet.frame.size[1]
    tables, rest = ruled_tables(items, sheet.rules)
    more, rest = rule_tables(rest, sheet.rules, height)
    tables += more
    parts = PageParts(sheet.number, sheet.frame)
    for group in reading_order([*rest, *tables]):
        stretch = _stretch(group, sheet)
        _set_apart_notes(stretch, parts, sheet, body)
        if stretch:
            parts.stretches.append(stretch)
    return parts


def _stretch(group: list[Fragment | Table], sheet: Sheet) -> list[Part]:
    """Drafts and tables of one column, from top to bottom."""
    left, _, right, _ = extent(group)
    tables = sorted((item for item in group if isinstance(item, Table)), key=lambda table: table.top)
    prose = [item for item in group if isinstance(item, Fragment)]
    found: list[Part] = []
    runs: list[list[Fragment]] = [[] for _ in range(len(tables) + 1)]
    for item in prose:
        middle = (item.top + item.bottom) / 2
        runs[sum((table.top + table.bottom) / 2 < middle for table in tables)].append(item)
    for number, run in enumerate(runs):
        found.extend(_prose(run, left, right, sheet))
        if number < len(tables):
            found.append(tables[number])
    return found


def _prose(items: list[Fragment], left: float, right: float, sheet: Sheet) -> list[Part]:
    """Drafts and unruled tables of a run of fragments."""
    tables, rest = loose_tables(items)
    found: list[Part] = []
    runs: list[list[Line]] = [[] for _ in range(len(tables) + 1)]
    for row in rows(rest):
        fragment = merge(row)
        if not fragment.text.strip():
            continue
        above = sum(table.bottom <= fragment.base for table in tables)
        runs[above].append(Line(fragment, sheet.number, sheet.frame.to_display(fragment.box)))
    for number, run in enumerate(runs):
        if run:
            found.extend(drafts(run, left, right))
        if number < len(tables):
            found.append(tables[number])
    return found


def _set_apart_notes(stretch: list[Part], parts: PageParts, sheet: Sheet, body: float) -> None:
    """Move footnotes from the end of a column to the end of the page."""
    height = sheet.frame.size[1]
    start = len(stretch)
    while start:
        part = stretch[start - 1]
        if not isinstance(part, Draft) or part.kind == "caption" or part.size > 0.93 * body:
            break
        if part.lines[0].fragment.top < 0.5 * height:
            break
        start -= 1
    notes = [part for part in stretch[start:] if isinstance(part, Draft)]
    if not notes or (start and isinstance(stretch[start - 1], Table)):
        return
    first = notes[0].lines[0].fragment
    ruled = any(first.top - 1.6 * first.size < y <= first.top + 0.2 * first.size for y, _, _ in sheet.rules.horizontal)
    marked = first.text[:1] in "¹²³⁴⁵⁶⁷⁸⁹*†‡§#注[①②③" or first.text[:1].isdigit()
    if ruled or marked:
        del stretch[start:]
        parts.notes.extend(notes)


def usual_size(sheets: list[list[Fragment]]) -> float:
    """The font size most of the text is set in."""
    weight: dict[float, int] = {}
    for items in sheets:
        for item in items:
            key = round(item.size * 2) / 2
            weight[key] = weight.get(key, 0) + len(item.text)
    return max(weight, key=lambda key: weight[key]) if weight else 10.0
