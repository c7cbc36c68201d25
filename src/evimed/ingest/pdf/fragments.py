"""Fragments: runs of text that stand together on one line, and the lines they make."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from evimed.ingest.pdf.characters import cjk, raised
from evimed.ingest.pdf.rules import Rules

WORD_GAP = 0.2  # of the font size: a wider gap parts words
COLUMN_GAP = 0.8  # a wider one parts fragments


@dataclass(frozen=True, slots=True)
class Fragment:
    """A run of text on one line, in the layout frame."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    base: float
    size: float
    bold: float  # share of its letters that are bold
    spaced: bool = False  # white space stood before it in the content stream

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        return (self.x0, self.top, self.x1, self.bottom)


def rows(items: list[Fragment]) -> list[list[Fragment]]:
    """Fragments that share a line, lines from top to bottom, each from left to right.

    Raised and lowered runs go with the line they overlap by half their height.
    """
    lines: list[_Row] = []
    for item in sorted(items, key=_reading):
        # A lowered run may come after the raised runs of the next line.
        for line in reversed(lines[-2:]):
            if item.base - line.base > 1.2 * max(item.size, line.size):
                continue  # most lines of a page, told at once
            if line.holds(item):
                line.members.append(item)
                if item.size > line.size:
                    line.base, line.size = item.base, item.size
                break
        else:
            lines.append(_Row(item.base, item.size, [item]))
    return [sorted(line.members, key=_left) if len(line.members) > 1 else line.members for line in lines]


def _reading(item: Fragment) -> tuple[float, float]:
    return (item.base, item.x0)


def _left(item: Fragment) -> float:
    return item.x0


@dataclass(slots=True)
class _Row:
    """A line as it is gathered: baseline and size of its largest run."""

    base: float
    size: float
    members: list[Fragment]

    def holds(self, item: Fragment) -> bool:
        """Whether a run shares the line: half of its letters, a raised or lowered run's with more grace."""
        big_base, big, base, size = self.base, self.size, item.base, item.size
        if size > big:
            big_base, big, base, size = base, size, big_base, big
        grace = 0.22 * big if size < 0.9 * big else 0.0
        shared = min(base + 0.05 * size, big_base + 0.05 * big + grace) - max(
            base - 0.7 * size, big_base - 0.7 * big - grace
        )
        if shared <= 0.5 * 0.75 * size:
            return False
        # Runs come by their baselines: the first member has the highest.
        level = item.base - self.members[0].base <= 0.5 * item.size
        return level or not any(_stacked(item, member) for member in self.members)


def _stacked(one: Fragment, other: Fragment) -> bool:
    """Whether two runs stand under one another.

    A heading in the next column may reach over two lines of this one; they stay two lines.
    """
    return (
        abs(one.base - other.base) > 0.5 * one.size
        and 0.85 * one.size < other.size < one.size / 0.85
        and min(one.x1, other.x1) - max(one.x0, other.x0) > one.size
    )


def gather(items: list[Fragment], rules: Rules) -> list[Fragment]:
    """Runs of one line joined where no column gap and no rule stands between them; doubles taken out."""
    found: list[Fragment] = []
    for line in rows(items):
        group: list[Fragment] = []
        widest = _usual_gap(line)
        for item in line:
            if group:
                last = group[-1]
                em = max(item.size, last.size)
                if item.text == last.text and abs(item.x0 - last.x0) < 0.2 * em:
                    continue
                gap = item.x0 - last.x1
                if gap > widest * em or (
                    rules.vertical and rules.parts(last.x1, item.x0, item.base - 0.3 * em)
                ):
                    found.append(merge(group))
                    group = []
            group.append(item)
        found.append(merge(group))
    return found


def _usual_gap(line: list[Fragment]) -> float:
    """The widest gap that parts no fragments on a line drawn word by word, in font sizes."""
    gaps = [(after.x0 - before.x1) / after.size for before, after in pairwise(line)]
    wide = sorted(gap for gap in gaps if gap > 0.1)
    return (
        max(COLUMN_GAP, 1.7 * wide[len(wide) // 2])
        if len(wide) >= 4 and wide[len(wide) // 2] < 0.8
        else COLUMN_GAP
    )


def merge(items: list[Fragment]) -> Fragment:
    """One fragment of runs that stand on one line, left to right."""
    if len(items) == 1:
        return items[0]
    main = max(items, key=lambda item: (item.size, len(item.text)))
    parts: list[str] = []
    last: Fragment | None = None
    for item in items:
        text = item.text
        lifted = item.size < 0.85 * main.size and item.base < main.base - 0.12 * main.size
        if lifted:
            text = raised(text)
        if last is not None and text:
            gap = (item.x0 - last.x1) / main.size
            parts.append(" " if _parted(last.text[-1:], text[0], gap, item.spaced, lifted=lifted) else "")
        parts.append(text)
        last = item
    length = max(1, sum(len(item.text) for item in items))
    return Fragment(
        "".join(parts),
        min(item.x0 for item in items),
        min(item.top for item in items),
        max(item.x1 for item in items),
        max(item.bottom for item in items),
        main.base,
        main.size,
        sum(len(item.text) * item.bold for item in items) / length,
        items[0].spaced,
    )


def _parted(before: str, after: str, gap: float, spaced: bool, *, lifted: bool) -> bool:
    if not before:
        return False
    if cjk(before) and cjk(after):
        return gap > 0.6
    if cjk(before) or cjk(after):
        return gap > 0.5 or (spaced and gap > 0.12)
    return gap > WORD_GAP or (spaced and gap > 0.08 and not lifted)
