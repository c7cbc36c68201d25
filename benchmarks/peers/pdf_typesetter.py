"""Sets text on pages and writes down where every word went: PDFs whose truth is known.

Boxes are (left, top, right, bottom) in points from the top left of the page as a reader sees it. Page numbers
count from 1.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from reportlab.pdfbase.pdfmetrics import standardFonts, stringWidth
from reportlab.pdfgen.canvas import Canvas

Box = tuple[float, float, float, float]
Kind = Literal["title", "heading", "paragraph", "item", "caption", "note", "cell"]
Turn = Literal["none", "page", "text"]

_TOKEN: Final = re.compile(r"[!-~][^\s\u2e80-\uffef]*|[^\s]|\s+")
_CLOSING: Final = "，。；：！？、）》」』】”’%,.;:!?)"
_VOWELS: Final = frozenset("aeiouy")
_ASCENT, _DESCENT = 0.75, 0.2  # of the font size: where a word's box ends above and below its baseline
_CHUNK: Final = 4  # Chinese characters that make a word of the truth


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters on one line."""

    page: int
    box: Box
    text: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph or another part of the text; ``sentences`` in order."""

    kind: Kind
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.sentences)


@dataclass
class Truth:
    """What is on the pages of a document."""

    sizes: list[tuple[float, float]] = field(default_factory=list[tuple[float, float]])
    units: list[Unit] = field(default_factory=list[Unit])
    words: list[Word] = field(default_factory=list[Word])
    tables: list[list[list[str]]] = field(default_factory=list[list[list[str]]])  # first row: the header
    furniture: list[str] = field(default_factory=list[str])  # one entry for each time it is drawn


@dataclass(frozen=True, slots=True)
class Face:
    """A font and its size; ``leading`` from baseline to baseline."""

    font: str
    size: float
    leading: float


@dataclass(frozen=True, slots=True)
class Placed:
    """A stretch of a line, ready to be drawn."""

    text: str
    x: float
    base: float  # from the top
    face: Face
    spacing: float = 0.0  # added to each space


def hyphenated(word: str, room: float, face: Face) -> tuple[str, str] | None:
    """The longest first part of a word that fits with its hyphen, cut between syllables."""
    low = word.lower()
    if len(word) < 7 or not word.isalpha():
        return None
    for cut in range(len(word) - 3, 2, -1):
        before, here, after = low[cut - 1], low[cut], low[cut + 1]
        open_end = before in _VOWELS and here not in _VOWELS and after in _VOWELS
        closed = (
            before not in _VOWELS and here not in _VOWELS and low[cut - 2] in _VOWELS and after in _VOWELS
        )
        if (open_end or closed) and stringWidth(word[:cut] + "-", face.font, face.size) <= room:
            return word[:cut] + "-", word[cut:]
    return None


def broken(
    text: str, width: float, face: Face, *, indent: float = 0.0, hyphens: bool = False
) -> list[list[str]]:
    """Lines of tokens no wider than ``width``; no line begins with a closing mark."""
    lines: list[list[str]] = [[]]
    used = indent
    queue = _TOKEN.findall(text)[::-1]
    while queue:
        token = queue.pop()
        wide = stringWidth(token, face.font, face.size)
        if used + wide <= width or (token in _CLOSING and lines[-1]) or (token.isspace() and lines[-1]):
            lines[-1].append(token)
            used += wide
            continue
        parts = hyphenated(token, width - used, face) if hyphens else None
        if parts:
            lines[-1].append(parts[0])
            token = parts[1]
        if lines[-1]:
            lines.append([])
        used = 0.0
        if not token.isspace():
            queue.append(token)
            lines[-1] = [queue.pop()]
            used = stringWidth(token, face.font, face.size)
    while lines[-1] and lines[-1][-1].isspace():
        lines[-1].pop()
    return [_trimmed(line) for line in lines if line]


def _trimmed(line: list[str]) -> list[str]:
    while line and line[-1].isspace():
        line.pop()
    return line


class Pages:
    """A document in the making: draw on the page that is open, then :meth:`turn_over`.

    Parameters
    ----------
    turn
        ``page``: the page is stored on its side and carries a rotation; ``text``: the text runs up an
        upright page.
    by_height
        Lines are written from the top of the page to its foot, across columns, as printer drivers do.
    by_word
        Each word is written on its own, as layout programs do; otherwise a line at a time.
    """

    def __init__(
        self,
        size: tuple[float, float],
        *,
        turn: Turn = "none",
        by_height: bool = False,
        by_word: bool = False,
    ) -> None:
        self.truth = Truth()
        self.size = size  # in the direction of the text
        self._turn: Turn = turn
        self._by_height, self._by_word = by_height, by_word
        self._out = io.BytesIO()
        # reportlab swaps the sides of a page that it marks as rotated.
        sheet = self._sheet() if turn == "text" else size
        self._canvas = Canvas(self._out, pagesize=sheet, invariant=1)
        self._waiting: list[Placed] = []
        self._number = 1

    @property
    def number(self) -> int:
        """The page that is open, from 1."""
        return self._number

    def _sheet(self) -> tuple[float, float]:
        return self.size if self._turn == "none" else (self.size[1], self.size[0])

    def line(
        self,
        tokens: Sequence[str],
        x: float,
        base: float,
        face: Face,
        *,
        fill: float | None = None,
        told: bool = True,
    ) -> float:
        """Put down a line, stretched to ``fill`` points if that is given; its right edge."""
        text = "".join(tokens)
        natural = stringWidth(text, face.font, face.size)
        spaces = sum(token.isspace() for token in tokens)
        spacing = (fill - natural) / spaces if fill is not None and spaces and fill > natural else 0.0
        apart = spaces > 0 and (self._by_word or (spacing > 0 and face.font not in standardFonts))
        if not apart:
            self._waiting.append(Placed(text, x, base, face, spacing))
        at = x
        for token in tokens:
            if apart and not token.isspace():
                self._waiting.append(Placed(token, at, base, face))
            at += stringWidth(token, face.font, face.size) + (spacing if token.isspace() else 0.0)
        if told:
            self._tell(tokens, x, base, face, spacing)
        return at

    def _tell(self, tokens: Sequence[str], x: float, base: float, face: Face, spacing: float) -> None:
        """The words of a line into the truth: Latin words whole, Chinese in runs of four."""
        run, start, at = "", x, x
        for token in [*tokens, " "]:
            han = len(token) == 1 and "\u2e80" <= token <= "\uffef"
            if run and (not han or len(run) >= _CHUNK):
                self._word(run, start, at, base, face)
                run = ""
            wide = stringWidth(token, face.font, face.size) + (spacing if token.isspace() else 0.0)
            if han:
                start = start if run else at
                run += token
            elif not token.isspace():
                self._word(token, at, at + wide, base, face)
            at += wide

    def _word(self, text: str, x0: float, x1: float, base: float, face: Face) -> None:
        box = (x0, base - _ASCENT * face.size, x1, base + _DESCENT * face.size)
        if self._turn == "text":  # the text runs up the page
            height = self.size[0]
            box = (box[1], height - box[2], box[3], height - box[0])
        self.truth.words.append(Word(self._number, box, text))

    def rule(self, x0: float, y0: float, x1: float, y1: float, width: float = 0.5) -> None:
        """A straight line."""
        self._aside()
        self._canvas.setLineWidth(width)
        self._canvas.line(x0, self.size[1] - y0, x1, self.size[1] - y1)
        self._canvas.restoreState()

    def _aside(self) -> None:
        """Turn the canvas so that it is drawn on in the direction of the text."""
        self._canvas.saveState()
        if self._turn != "none":
            self._canvas.translate(self.size[1], 0)
            self._canvas.rotate(90)

    def turn_over(self) -> None:
        """Write the page and open the next."""
        if self._by_height:
            self._waiting.sort(key=lambda placed: (round(placed.base), placed.x))
        self._aside()
        for placed in self._waiting:
            text = self._canvas.beginText(placed.x, self.size[1] - placed.base)
            text.setFont(placed.face.font, placed.face.size)
            text.setWordSpace(placed.spacing)
            text.textOut(placed.text)
            self._canvas.drawText(text)
        self._canvas.restoreState()
        self._waiting = []
        if self._turn == "page":
            self._canvas.setPageRotation(90)
        self._canvas.showPage()
        self.truth.sizes.append(self.size if self._turn != "text" else self._sheet())
        self._number += 1

    def finished(self) -> bytes:
        """The file."""
        self._canvas.save()
        return self._out.getvalue()
