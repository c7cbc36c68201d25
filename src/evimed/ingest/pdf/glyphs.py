"""Characters of a page to fragments."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from evimed.ingest.pdf.characters import is_cjk, is_space, joined_surrogates, letters, readable
from evimed.ingest.pdf.fragments import COLUMN_GAP, WORD_GAP, Fragment
from evimed.ingest.pdf.frame import Frame
from evimed.ingest.pdf.pdfium import Ink
from evimed.ingest.pdf.rules import Rules

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

ASCENT, DESCENT = 0.85, 0.25  # of the font size: what a line of text reaches above and below its baseline
_SMALLEST_SIZE = 1.0


@dataclass(frozen=True, slots=True)
class _Glyphs:
    """The characters that are text, in the layout frame, in the order of the content stream."""

    code: NDArray[np.uint32]
    left: Floats
    right: Floats
    base: Floats
    size: Floats
    bold: Mask
    owner: NDArray[np.intp]
    before: Mask  # white space stands before it
    explicit: Mask  # and somebody wrote it


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
    glyphs = _glyphs(ink, frame, upright)
    if not len(glyphs.code):
        return []
    return _runs(glyphs, _cuts(glyphs, rules), _spaces(glyphs))


def _glyphs(ink: Ink, frame: Frame, upright: Mask) -> _Glyphs:
    """What of the ink is text that a reader sees."""
    code, spent = joined_surrogates(ink.code)
    code, keep = readable(code, ink.object_symbol[ink.owner])
    space = is_space(code) | (ink.owner < 0)
    size = ink.object_size[ink.owner]
    one = frame.layout(ink.box[:, 0], ink.box[:, 1])[0]
    other = frame.layout(ink.box[:, 2], ink.box[:, 3])[0]
    left, right = np.minimum(one, other), np.maximum(one, other)
    base = frame.layout(ink.origin[:, 0], ink.origin[:, 1])[1]
    width, height = frame.size
    middle = (left + right) / 2
    keep &= (middle >= 0) & (middle <= width) & (base > 0) & (base - 0.5 * size < height)
    keep &= np.isfinite(left) & np.isfinite(right) & (size >= _SMALLEST_SIZE)
    keep &= ~space & ~spent & upright & _visible(ink)
    kept = np.nonzero(keep)[0]
    kept = kept[_once(code[kept], left[kept], base[kept], size[kept], ink.owner[kept])]
    told = np.cumsum(space, dtype=np.intp)
    written = np.cumsum(ink.written, dtype=np.intp)
    owner = ink.owner[kept]
    return _Glyphs(
        code[kept], left[kept], right[kept], base[kept], size[kept], ink.object_bold[owner], owner,
        _rises(told[kept]), _rises(written[kept]),
    )  # fmt: skip


def _rises(counts: NDArray[np.intp]) -> Mask:
    """Where a running count is higher than one place before."""
    rises = np.zeros(len(counts), bool)
    rises[1:] = counts[1:] > counts[:-1]
    return rises


def _once(
    code: NDArray[np.uint32], left: Floats, base: Floats, size: Floats, owner: NDArray[np.intp]
) -> Mask:
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


def _cuts(glyphs: _Glyphs, rules: Rules) -> NDArray[np.intp]:
    """Where a new fragment begins."""
    left, right, base, size = glyphs.left, glyphs.right, glyphs.base, glyphs.size
    em = np.minimum(size[1:], size[:-1])
    gap = left[1:] - right[:-1]
    # Justified lines have wide gaps, but their words come from one text object, mostly with the space itself.
    one = glyphs.owner[1:] == glyphs.owner[:-1]
    widest = np.where(one, np.where(glyphs.explicit[1:], 3.0, 1.6), COLUMN_GAP)
    cut = np.ones(len(left), bool)
    cut[1:] = (np.abs(base[1:] - base[:-1]) > 0.15 * em) | (gap > widest * em)
    cut[1:] |= (gap < -0.6 * em) & (np.abs(left[1:] - left[:-1]) > 0.01 * em)  # no step at all: a ligature
    cut[1:] |= np.maximum(size[1:], size[:-1]) > 1.2 * em
    middle = base - 0.3 * size
    for x, y0, y1 in rules.vertical:
        between = (right[:-1] - 1.0 <= x) & (x <= left[1:] + 1.0) & (y0 <= middle[1:]) & (middle[1:] <= y1)
        cut[1:] |= between
    return np.nonzero(cut)[0]


def _spaces(glyphs: _Glyphs) -> Mask:
    """Before which characters a space is read."""
    before, explicit = glyphs.before[1:], glyphs.explicit[1:]
    gap = (glyphs.left[1:] - glyphs.right[:-1]) / glyphs.size[1:]
    han = is_cjk(glyphs.code)
    both, border = han[1:] & han[:-1], han[1:] ^ han[:-1]
    latin = before | (gap > WORD_GAP)
    # Between Chinese and Latin letters many programs leave a quarter of a space that nobody typed.
    mixed = explicit | (gap > 0.5)
    if np.count_nonzero(border & explicit) > 2 * np.count_nonzero(border & ~before & (gap < 0.12)):
        mixed |= before & (gap > 0.12)  # a page that writes such spaces: one lost between two fonts
    chinese = (explicit & (gap > 0.12)) | (gap > 0.6)
    spaced = np.zeros(len(glyphs.code), bool)
    spaced[1:] = np.where(both, chinese, np.where(border, mixed, latin))
    return spaced


def _runs(glyphs: _Glyphs, cut: NDArray[np.intp], spaced: Mask) -> list[Fragment]:
    characters = list(map(chr, glyphs.code.tolist()))
    for place in np.nonzero(spaced)[0].tolist():
        characters[place] = " " + characters[place]
    ends = np.append(cut[1:], len(glyphs.code))
    columns = (
        cut.tolist(),
        ends.tolist(),
        np.minimum.reduceat(glyphs.left, cut).tolist(),
        np.maximum.reduceat(glyphs.right, cut).tolist(),
        glyphs.base[cut].tolist(),
        glyphs.size[cut].tolist(),
        (np.add.reduceat(glyphs.bold.astype(float), cut) / (ends - cut)).tolist(),
        glyphs.before[cut].tolist(),
    )
    found: list[Fragment] = []
    for start, stop, left, right, base, em, bold, blank in zip(*columns, strict=True):
        text = letters("".join(characters[start:stop]).strip())
        found.append(
            Fragment(text, left, base - ASCENT * em, right, base + DESCENT * em, base, em, bold, blank)
        )
    return found
