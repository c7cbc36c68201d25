"""One page: tables taken out, the rest in reading order as drafts of blocks."""

from __future__ import annotations

from dataclasses import dataclass, field

from evimed.ingest.pdf.alignment import loose_tables, rule_tables
from evimed.ingest.pdf.columns import extent, reading_order
from evimed.ingest.pdf.fragments import Fragment, merge, rows
from evimed.ingest.pdf.frame import Frame
from evimed.ingest.pdf.grid import ruled_tables
from evimed.ingest.pdf.lines import Line
from evimed.ingest.pdf.paragraphs import Draft, Run, Setting, drafts
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


Column = list[Run | Table]  # a stretch of one column from top to bottom


@dataclass(slots=True)
class PageParts:
    """The parts of a page: stretches of columns in reading order, then the notes at its foot."""

    number: int
    frame: Frame
    stretches: list[list[Part]] = field(default_factory=list[list[Part]])
    notes: list[Draft] = field(default_factory=list[Draft])


def columns_of(sheet: Sheet, items: list[Fragment], gutters: list[float]) -> list[Column]:
    """Read one page, whose furniture has been taken out of ``items``; ``gutters`` go from page to page."""
    tables, rest = ruled_tables(items, sheet.rules)
    more, rest = rule_tables(rest, sheet.rules, sheet.frame.size[1])
    return [_column(group, sheet) for group in reading_order([*rest, *tables, *more], gutters)]


def _column(group: list[Fragment | Table], sheet: Sheet) -> Column:
    """The lines and tables of a group of the reading order."""
    # Lines of text say where the column ends: a table may stand out of it.
    left, _, right, _ = extent([item for item in group if isinstance(item, Fragment)] or group)
    tables = sorted((item for item in group if isinstance(item, Table)), key=lambda table: table.top)
    runs: list[list[Fragment]] = [[] for _ in range(len(tables) + 1)]
    for item in group:
        if isinstance(item, Fragment):
            middle = (item.top + item.bottom) / 2
            runs[sum((table.top + table.bottom) / 2 < middle for table in tables)].append(item)
    found: Column = []
    for number, run in enumerate(runs):
        found.extend(_runs(run, left, right, sheet))
        if number < len(tables):
            found.append(tables[number])
    return found


def _runs(items: list[Fragment], left: float, right: float, sheet: Sheet) -> Column:
    """The lines of some fragments, parted by tables without rules and by boxes drawn around lines."""
    tables, rest = loose_tables(items)
    parts: list[list[Run]] = [[] for _ in range(len(tables) + 1)]
    edges: tuple[float, float] | None = None
    for row in rows(rest):
        fragment = merge(row)
        if not fragment.text.strip():
            continue
        part = parts[sum(table.bottom <= fragment.base for table in tables)]
        box = sheet.rules.around(fragment.box)
        if box is not None and box[0] <= left - 1.5 * fragment.size:
            box = None  # around the whole column, or the lines between columns
        if not part or box != edges:
            start = fragment.x0 if box else left
            part.append(Run([], start, box[1] - (start - box[0]) if box else right))
        edges = box
        part[-1].lines.append(Line(fragment, sheet.number, sheet.frame))
    found: Column = []
    for number, part in enumerate(parts):
        found.extend(part)
        if number < len(tables):
            found.append(tables[number])
    return found


def lay_out(sheet: Sheet, columns: list[Column], setting: Setting) -> PageParts:
    """The blocks of a page from its columns, its footnotes set apart."""
    page = PageParts(sheet.number, sheet.frame)
    for column in columns:
        stretch: list[Part] = []
        for part in column:
            stretch.extend([part] if isinstance(part, Table) else drafts(part, setting))
        _set_apart_notes(stretch, page, sheet, setting.body)
        if stretch:
            page.stretches.append(stretch)
    return page


def _set_apart_notes(stretch: list[Part], page: PageParts, sheet: Sheet, body: float) -> None:
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
    near = (first.top - 1.6 * first.size, first.top + 0.2 * first.size)
    ruled = any(near[0] < y <= near[1] for y, _, _ in sheet.rules.horizontal)
    marked = first.text[:1] in "¹²³⁴⁵⁶⁷⁸⁹*†‡§#注[①②③" or first.text[:1].isdigit()
    if ruled or marked:
        del stretch[start:]
        page.notes.extend(notes)


def usual_size(pages: list[list[Fragment]]) -> float:
    """The font size most of the text is set in."""
    weight: dict[float, int] = {}
    for items in pages:
        for item in items:
            key = round(item.size * 2) / 2
            weight[key] = weight.get(key, 0) + len(item.text)
    return max(weight, key=lambda key: weight[key]) if weight else 10.0
