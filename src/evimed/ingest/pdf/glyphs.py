"""Characters of a page to fragments: runs of text that stand together on one line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from evimed.ingest.pdf.characters import cjk, is_cjk, is_space, joined_surrogates, letters, raised, readable
from evimed.ingest.pdf.frame import Frame
from evimed.ingest.pdf.pdfium import Ink
from evimed.ingest.pdf.rules import Rules

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

ASCENT, DESCENT = 0.85, 0.25  # of the font size: what a line of text reaches above and below its baseline
WORD_GAP = 0.2  # of the font size: a wider gap parts words
COLUMN_GAP = 0.8  # a wider one parts fragments
_SMALLEST_SIZE = 1.0


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


def orientation(ink: Ink, frame: Frame) -> tuple[Frame, Mask]:
    """The frame most text stands upright in, and which characters do."""
    zero = np.zeros(len(ink.object_direction))
    x, y = frame.display(ink.object_direction[:, 0], ink.object_direction[:, 1])
    x0, y0 = frame.display(zero, zero)
    angle = np.degrees(np.arctan2(y - y0, x - x0))
    quarter = np.rint(angle / 90.0)
    turn = np.where(np.abs(angle - quarter * 90.0) < 6.0, quarter.astype(int) % 4, -1)
    turns = np.where(ink.owner >= 0, turn[ink.owner], -1)
    counts = np.bincount(turns[turns >= 0], minlength=4)
    chosen = int(counts.argmax()) if counts.max() > 0.6 * max(1, counts.sum()) else 0
    return replace(frame, turn=chosen), turns == chosen


def _visible(ink: Ink) -> Mask:
    """Characters that are seen; a page that shows none but hides some is a scan with its text layer: all."""
    hidden = ink.object_invisible[ink.owner] & (ink.owner >= 0)
    shown = np.count_nonzero(~hidden & ~is_space(ink.code))
    return ~hidden if shown * 4 > np.count_nonzero(hidden) else np.ones(len(hidden), bool)


def fragments(ink: Ink, frame: Frame, rules: Rules, upright: Mask) -> list[Fragment]:
    """The page's runs of text, cut at wide gaps, at changes of line and at vertical rules."""
    code, spent = joined_surrogates(ink.code)
    code, keep = readable(code, ink.object_symbol[ink.owner])
    space = is_space(code) | (ink.owner < 0)
    size = ink.object_size[ink.owner]
    ax, ay = frame.layout(ink.box[:, 0], ink.box[:, 1])
    bx, by = frame.layout(ink.box[:, 2], ink.box[:, 3])
    left, right = np.minimum(ax, bx), np.maximum(ax, bx)
    base = frame.layout(ink.origin[:, 0], ink.origin[:, 1])[1]
    width, height = frame.size
    middle = (left + right) / 2
    inside = (middle >= 0) & (middle <= width) & (base > 0) & (base - 0.5 * size < height)
    finite = np.isfinite(left) & np.isfinite(right) & np.isfinite(base)
    keep &= ~space & ~spent & upright & _visible(ink) & inside & finite & (size >= _SMALLEST_SIZE)
    kept = np.nonzero(keep)[0]
    if not len(kept):
        return []
    code, left, right, base, size = code[kept], left[kept], right[kept], base[kept], size[kept]
    once = _once(code, left, base, size, ink.owner[kept])
    kept, code, left, right, base, size = kept[once], code[once], left[once], right[once], base[once], size[once]
    told = np.cumsum(space)[kept]
    written = np.cumsum(space & (ink.owner >= 0))[kept]
    before = np.zeros(len(kept), bool)
    before[1:] = told[1:] > told[:-1]
    explicit = np.zeros(len(kept), bool)
    explicit[1:] = written[1:] > written[:-1]
    cut = _cuts(left, right, base, size, _widest(ink.owner[kept], explicit), rules)
    spaced = _spaces(code, left, right, size, before, explicit)
    bold = ink.object_bold[ink.owner[kept]]
    return _runs(code, left, right, base, size, bold, cut, spaced, before)


def _once(code: NDArray[np.uint32], left: Floats, base: Floats, size: Floats, owner: NDArray[np.intp]) -> Mask:
    """Which letters are not drawn a second time in their place (a cheap bold).

    Letters of one text object on one spot are a ligature that PDFium has taken apart: "ff" is two letters.
    """
    once = np.ones(len(code), bool)
    near = 0.15 * size[1:]
    once[1:] = (
        (code[1:] != code[:-1])
        | (np.abs(left[1:] - left[:-1]) >= near)
        | (np.abs(base[1:] - base[:-1]) >= near)
        | (owner[1:] == owner[:-1])
    )
    return once


def _widest(owner: NDArray[np.intp], explicit: Mask) -> Floats:
    """The widest gap, in font sizes, before each character that does not part fragments.

    Justified lines have wide gaps, but their words come from one text object, mostly with the space itself.
    """
    one = owner[1:] == owner[:-1]
    return np.where(one, np.where(explicit[1:], 3.0, 1.6), COLUMN_GAP)


def _cuts(left: Floats, right: Floats, base: Floats, size: Floats, widest: Floats, rules: Rules) -> NDArray[np.intp]:
    """Where a new fragment begins."""
    em = np.minimum(size[1:], size[:-1])
    gap = left[1:] - right[:-1]
    cut = np.ones(len(left), bool)
    cut[1:] = (np.abs(base[1:] - base[:-1]) > 0.15 * em) | (gap > widest * em)
    cut[1:] |= (gap < -0.6 * em) & (np.abs(left[1:] - left[:-1]) > 0.01 * em)  # no step at all: a ligature
    cut[1:] |= np.maximum(size[1:], size[:-1]) > 1.2 * em
    middle = base - 0.3 * size
    for x, y0, y1 in rules.vertical:
        between = (right[:-1] - 1.0 <= x) & (x <= left[1:] + 1.0) & (y0 <= middle[1:]) & (middle[1:] <= y1)
        cut[1:] |= between
    return np.nonzero(cut)[0]


def _spaces(
    code: NDArray[np.uint32], left: Floats, right: Floats, size: Floats, before: Mask, explicit: Mask
) -> Mask:
    """Before which characters a space is read."""
    spaced = np.zeros(len(code), bool)
    gap = (left[1:] - right[:-1]) / size[1:]
    han = is_cjk(code)
    both, either = han[1:] & han[:-1], han[1:] | han[:-1]
    latin = before[1:] | (gap > WORD_GAP)
    # Between Chinese and Latin letters many programs leave a quarter of a space that nobody typed.
    mixed = explicit[1:] | (gap > 0.5)
    border = either & ~both
    if np.count_nonzero(border & explicit[1:]) > 2 * np.count_nonzero(border & ~before[1:] & (gap < 0.12)):
        mixed |= before[1:] & (gap > 0.12)  # a page that writes such spaces: one lost between two fonts
    chinese = (explicit[1:] & (gap > 0.12)) | (gap > 0.6)
    spaced[1:] = np.where(both, chinese, np.where(either, mixed, latin))
    return spaced


def _runs(
    code: NDArray[np.uint32],
    left: Floats,
    right: Floats,
    base: Floats,
    size: Floats,
    bold: Mask,
    cut: NDArray[np.intp],
    spaced: Mask,
    before: Mask,
) -> list[Fragment]:
    characters = list(map(chr, code.tolist()))
    for place in np.nonzero(spaced)[0].tolist():
        characters[place] = " " + characters[place]
    ends = np.append(cut[1:], len(code))
    x0 = np.minimum.reduceat(left, cut).tolist()
    x1 = np.maximum.reduceat(right, cut).tolist()
    share = (np.add.reduceat(bold.astype(float), cut) / (ends - cut)).tolist()
    starts, stops = cut.tolist(), ends.tolist()
    bases, sizes, blanks = base[cut].tolist(), size[cut].tolist(), before[cut].tolist()
    found: list[Fragment] = []
    for start, stop, a, b, y, em, heavy, blank in zip(
        starts, stops, x0, x1, bases, sizes, share, blanks, strict=True
    ):
        text = letters("".join(characters[start:stop]).strip())
        found.append(Fragment(text, a, y - ASCENT * em, b, y + DESCENT * em, y, em, heavy, blank))
    return found


def rows(items: list[Fragment]) -> list[list[Fragment]]:
    """Fragments that share a line, lines from top to bottom, each from left to right.

    Raised and lowered runs go with the line they overlap by half their height.
    """
    lines: list[_Row] = []
    for item in sorted(items, key=lambda item: (item.base, item.x0)):
        # A lowered run may come after the raised runs of the next line.
        for line in reversed(lines[-2:]):
            if line.holds(item):
                line.members.append(item)
                if item.size > line.size:
                    line.base, line.size = item.base, item.size
                break
        else:
            lines.append(_Row(item.base, item.size, [item]))
    return [sorted(line.members, key=lambda item: item.x0) for line in lines]


@dataclass(slots=True)
class _Row:
    """A line as it is gathered: baseline and size of its largest run."""

    base: float
    size: float
    members: list[Fragment]

    def holds(self, item: Fragment) -> bool:
        """Whether a run shares the line: half of its letters, a raised or lowered run's with more grace."""
        (big_base, big), (base, size) = (self.base, self.size), (item.base, item.size)
        if size > big:
            big_base, big, base, size = base, size, big_base, big
        grace = 0.22 * big if size < 0.9 * big else 0.0
        shared = min(base + 0.05 * size, big_base + 0.05 * big + grace) - max(
            base - 0.7 * size, big_base - 0.7 * big - grace
        )
        return shared > 0.5 * 0.75 * size


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
                if gap > widest * em or (rules.vertical and rules.parts(last.x1, item.x0, item.base - 0.3 * em)):
                    found.append(merge(group))
                    group = []
            group.append(item)
        found.append(merge(group))
    return found


def _usual_gap(line: list[Fragment]) -> float:
    """The widest gap that parts no fragments on a line drawn word by word, in font sizes."""
    gaps = [(after.x0 - before.x1) / after.size for before, after in pairwise(line)]
    wide = sorted(gap for gap in gaps if gap > 0.1)
    return max(COLUMN_GAP, 1.7 * wide[len(wide) // 2]) if 4 <= len(wide) and wide[len(wide) // 2] < 0.8 else COLUMN_GAP


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
