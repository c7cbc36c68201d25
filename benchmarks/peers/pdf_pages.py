"""PDFs of real text with known truth: columns, scripts, tables, heads and feet, turned pages.

The text comes from ``../shared/data`` where that is present (guidelines in English, laws in Chinese) and
otherwise from the sample library; it is read when the benchmark runs and kept nowhere else.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from peers.pdf_typesetter import Face, Kind, Pages, Truth, Turn, Unit, broken

ROOT: Final = Path(__file__).resolve().parents[2]
DATA: Final = ROOT.parent / "shared" / "data"
SAMPLES: Final = ROOT / "src" / "evimed" / "samples" / "library"
_FONTS: Final = (
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
)
_SENTENCE: Final = {"en": re.compile(r"(?<=[.!?])\s+(?=[A-Z])"), "zh": re.compile(r"(?<=[。！？；])")}
_PROSE: Final = {
    "en": re.compile(r"[A-Z][A-Za-z0-9 ,;:()'%/–-]{38,330}[.]"),
    "zh": re.compile(r"[\u4e00-\u9fff0-9，、：（）“”《》]{11,150}[。；]"),
}
_MARGIN, _GUTTER = 56.0, 20.0
Language = Literal["en", "zh"]
TableStyle = Literal["grid", "rules", "plain"]


@dataclass(frozen=True, slots=True)
class Style:
    """How a document is set."""

    name: str
    language: Language
    pages: int
    columns: int = 1
    embedded: bool = True  # of the Chinese font
    justified: bool = False
    hyphens: bool = False
    by_height: bool = False
    by_word: bool = False
    turn: Turn = "none"
    tables: tuple[TableStyle, ...] = ()
    notes: bool = False
    speed_only: bool = False


STYLES: Final = (
    Style("one column, English", "en", 12, justified=True, hyphens=True, notes=True),
    Style("two columns, English", "en", 10, 2, justified=True, hyphens=True, notes=True, tables=("rules",)),
    Style("two columns, English, written by height", "en", 6, 2, justified=True, by_height=True),
    Style("three columns, English, word by word", "en", 6, 3, by_word=True),
    Style("one column, Chinese", "zh", 10, notes=True, tables=("grid",)),
    Style("two columns, Chinese, font not embedded", "zh", 6, 2, embedded=False),
    Style("two columns, Chinese, written by height", "zh", 6, 2, by_height=True),
    Style("tables, English", "en", 8, tables=("grid", "rules", "plain")),
    Style("tables, Chinese", "zh", 8, tables=("grid", "rules", "plain")),
    Style("stored on its side", "en", 4, 2, turn="page", tables=("grid",)),
    Style("text up the page", "zh", 3, turn="text", tables=("grid",)),
    Style("one page, English", "en", 1),
    Style("one page, Chinese", "zh", 1),
    Style(
        "300 pages, English", "en", 300, 2, justified=True, hyphens=True, tables=("rules",), speed_only=True
    ),
    Style("100 pages, Chinese", "zh", 100, tables=("grid",), speed_only=True),
)


@dataclass(frozen=True, slots=True)
class Made:
    """A PDF and what is on it."""

    style: Style
    data: bytes
    truth: Truth


@cache
def chinese_font() -> str:
    """An embedded Chinese font, or the one every PDF reader has where none is installed."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    for path in _FONTS:
        try:
            pdfmetrics.registerFont(TTFont("Han", path, subfontIndex=0))
        except (TTFError, OSError):
            continue
        return "Han"
    return "STSong-Light"


@cache
def sentences(language: Language) -> list[str]:
    """Different sentences of one language, in the order of their files."""
    folder, pattern = ("guidelines_usgov", "*.md") if language == "en" else ("cn_health_law", "*.md")
    paths = sorted((DATA / folder).glob(pattern)) or sorted(
        path for path in SAMPLES.iterdir() if path.suffix in {".md", ".txt", ".html"}
    )
    found: dict[str, None] = {}
    for path in paths:
        text = re.sub(r"<[^>]+>|[#*_`>|\\]", " ", path.read_text(encoding="utf-8", errors="replace"))
        for line in text.splitlines():
            for part in _SENTENCE[language].split(" ".join(line.split())):
                if _PROSE[language].fullmatch(part.strip()):
                    found[part.strip()] = None
    return list(found)


def made(style: Style, seed: int) -> Made:
    """The document; the same seed gives the same words on the same places."""
    return _Setter(style, seed).run()


class _Setter:
    """Fills pages column by column."""

    def __init__(self, style: Style, seed: int) -> None:
        self.style = style
        self.chance = random.Random(f"{seed}/{style.name}")  # noqa: S311
        size = A4 if style.turn == "none" else landscape(A4)
        self.pages = Pages(size, turn=style.turn, by_height=style.by_height, by_word=style.by_word)
        self.width, self.height = size
        font = chinese_font() if style.embedded else "STSong-Light"
        chinese_font()
        if style.language == "zh":
            plain = bold = font
            body = 10.5 if style.columns == 1 else 9.0
            self.body, self.indent = Face(plain, body, 1.6 * body), 2 * body
        else:
            plain, bold = "Times-Roman", "Helvetica-Bold"
            body = 10.0 if style.columns == 1 else 9.0
            self.body, self.indent = Face(plain, body, 1.2 * body), 12.0
        self.heads = Face(bold, 12.0, 16.0), Face(bold, 10.8, 14.0)
        self.small = Face(plain, 8.0, 10.0)
        self.large = Face(bold, 18.0, 23.0)
        self.number = self.table = 0
        self._supply = self._sentences()
        self._column, self._y, self._foot = 0, 0.0, 0.0

    def _sentences(self) -> Iterator[str]:
        stock = list(sentences(self.style.language))
        self.chance.shuffle(stock)
        for turn in range(1_000):
            for text in stock:
                yield text if not turn else f"{text[:-1]} {turn}{text[-1]}"

    def run(self) -> Made:
        self._open()
        if self.style.turn == "none" and self.style.pages > 1:
            self._title()
        while not self._full:
            self._section()
        return Made(self.style, self.pages.finished(), self.pages.truth)

    # Where things go

    @property
    def wide(self) -> float:
        """Of a column."""
        columns = self.style.columns
        return (self.width - 2 * _MARGIN - (columns - 1) * _GUTTER) / columns

    @property
    def left(self) -> float:
        return _MARGIN + self._column * (self.wide + _GUTTER)

    def _open(self) -> None:
        self._column, self._top = 0, 74.0
        self._y = self._top
        self._foot = self.height - 70.0
        if self.style.pages > 1:
            self._furniture()

    def _furniture(self) -> None:
        number, chinese = self.pages.number, self.style.language == "zh"
        head = "循证医学资料汇编（内部试用）" if chinese else "Northmere Journal of Applied Evidence"
        foot = (
            f"第 {number} 页 共 {self.style.pages} 页" if chinese else f"Page {number} of {self.style.pages}"
        )
        for text, base in ((head, 42.0), (foot, self.height - 36.0)):
            tokens = broken(text, self.width, self.small)[0]
            x = _MARGIN if number % 2 else self.width - _MARGIN - 160.0
            self.pages.line(tokens, x, base, self.small, told=False)
            self.pages.truth.furniture.append(text)

    def _next_column(self) -> None:
        if self._column + 1 < self.style.columns:
            self._column += 1
            self._y, self._foot = self._top, self.height - 70.0
            return
        self.pages.turn_over()
        if not self._full:
            self._open()

    @property
    def _full(self) -> bool:
        return self.pages.number > self.style.pages

    def _room(self, needed: float) -> bool:
        """Make room for something that is not parted; False when the document is full."""
        while not self._full and self._y + needed > self._foot:
            self._next_column()
        return not self._full

    # What goes there

    def _title(self) -> None:
        words = " ".join(next(self._supply).rstrip("。；.").split()[:12])[:40]
        y = self._y + 10
        for line in broken(words, self.width - 2 * _MARGIN, self.large):
            text_width = pdfmetrics.stringWidth("".join(line), self.large.font, self.large.size)
            self.pages.line(line, (self.width - text_width) / 2, y, self.large)
            y += self.large.leading
        self._tell("title", (words,))
        self._top = self._y = y + 14

    def _section(self) -> None:
        self.number += 1
        part = 0
        self._heading(f"{self.number} ", 0)
        for _ in range(self.chance.randint(2, 4)):
            if self.chance.random() < 0.35:
                part += 1
                self._heading(f"{self.number}.{part} ", 1)
            for _ in range(self.chance.randint(1, 3)):
                self._paragraph()
            if self.chance.random() < 0.2:
                self._items()
            if self.style.tables and self.chance.random() < 0.45:
                self._table(self.style.tables[self.table % len(self.style.tables)])
            if self.style.notes and self.chance.random() < 0.3:
                self._note()

    def _heading(self, number: str, level: int) -> None:
        text = next(self._supply)
        words = text[: self.chance.randint(5, 12)].strip("，、：（）“”《》。；0123456789") or "总则"
        if self.style.language == "en":
            words = " ".join(text.rstrip(".").split()[: self.chance.randint(2, 5)]).rstrip(",;:")
        face = self.heads[level]
        lines = broken(number + words, self.wide, face)
        if not self._room(len(lines) * face.leading + 4 * self.body.leading):
            return
        self._y += 0.7 * face.leading
        self._lines(lines, face)
        self._y += 3.0
        self._tell("heading", (number + words,))

    def _paragraph(self) -> None:
        parts = tuple(next(self._supply) for _ in range(self.chance.randint(2, 6)))
        text = (" " if self.style.language == "en" else "").join(parts)
        lines = broken(text, self.wide, self.body, indent=self.indent, hyphens=self.style.hyphens)
        if self._flow(lines, self.indent, justify=self.style.justified):
            self._tell("paragraph", parts)
        self._y += 0.35 * self.body.leading if self.style.language == "en" else 0.0

    def _items(self) -> None:
        for number in range(self.chance.randint(3, 5)):
            mark = f"（{number + 1}）" if self.style.language == "zh" else f"({number + 1}) "
            text = next(self._supply)
            if self._flow(broken(mark + text, self.wide, self.body), 0.0, justify=False):
                self._tell("item", (text,))

    def _flow(self, lines: list[list[str]], indent: float, *, justify: bool) -> bool:
        """Lines over column and page ends; False (and nothing told) where the document ends in them."""
        words = len(self.pages.truth.words)
        for number, line in enumerate(lines):
            if not self._room(self.body.leading):
                del self.pages.truth.words[words:]
                return False
            start = indent if number == 0 else 0.0
            fill = self.wide - start if justify and number + 1 < len(lines) else None
            self._y += self.body.leading
            self.pages.line(line, self.left + start, self._y, self.body, fill=fill)
        return True

    def _lines(self, lines: list[list[str]], face: Face) -> None:
        for line in lines:
            self._y += face.leading
            self.pages.line(line, self.left, self._y, face)

    def _note(self) -> None:
        """A footnote under a short rule at the foot of the column."""
        if self._full:
            return
        text = next(self._supply)
        lines = broken(f"* {text}", self.wide, self.small)
        high = len(lines) * self.small.leading + 8
        if self._foot < self.height - 80 or self._y + high + 40 > self._foot:
            return
        self._foot -= high
        self.pages.rule(self.left, self._foot + 4, self.left + 60, self._foot + 4)
        for number, line in enumerate(lines, start=1):
            self.pages.line(line, self.left, self._foot + 5 + number * self.small.leading, self.small)
        self._tell("note", (text,))

    def _table(self, style: TableStyle) -> None:
        self.table += 1
        rows = self._cells()
        share = [0.34, 0.24, 0.24, 0.18]
        widths = [self.wide * part for part in share]
        set_rows = [
            [broken(cell, width - 8, self.small) for cell, width in zip(row, widths, strict=True)]
            for row in rows
        ]
        heights = [max(len(cell) for cell in row) * self.small.leading + 5 for row in set_rows]
        caption = (
            f"表 {self.table} 各组结果"
            if self.style.language == "zh"
            else f"Table {self.table}. Results by group"
        )
        if not self._room(sum(heights) + 3 * self.body.leading + 12):
            return
        self._y += 6
        self._lines(broken(caption, self.wide, self.body), self.body)
        self._tell("caption", (caption,))
        self._y += 6
        edges = [self._y]
        for row, height in zip(set_rows, heights, strict=True):
            x = self.left
            for cell, width in zip(row, widths, strict=True):
                for number, line in enumerate(cell, start=1):
                    self.pages.line(line, x + 4, self._y + number * self.small.leading, self.small)
                x += width
            self._y += height
            edges.append(self._y)
        self._rules(style, edges, widths)
        self._y += 8
        self.pages.truth.tables.append(rows)
        for row in rows:
            for cell in row:
                self._tell("cell", (cell,))

    def _rules(self, style: TableStyle, edges: list[float], widths: list[float]) -> None:
        right = self.left + sum(widths)
        level = edges if style == "grid" else [edges[0], edges[1], edges[-1]] if style == "rules" else []
        for y in level:
            self.pages.rule(self.left, y, right, y)
        if style == "grid":
            for number in range(len(widths) + 1):
                x = self.left + sum(widths[:number])
                self.pages.rule(x, edges[0], x, edges[-1])

    def _cells(self) -> list[list[str]]:
        chance = self.chance
        if self.style.language == "zh":
            names = [
                "收缩压",
                "舒张压",
                "糖化血红蛋白",
                "血清肌酐清除率",
                "总生存期",
                "严重不良事件发生率",
                "住院时间",
                "空腹血糖",
            ]
            header, unit = ["指标", "试验组", "对照组", "P 值"], "（{}）"
        else:
            names = [
                "Systolic pressure", "Diastolic pressure", "Glycated haemoglobin", "Overall survival",
                "Creatinine clearance at week 24", "Serious adverse events of any cause", "Days in hospital",
                "Fasting glucose",
            ]  # fmt: skip
            header, unit = ["Measure", "Treatment", "Control", "P value"], " ({})"
        rows = [header]
        for name in chance.sample(names, chance.randint(4, 7)):
            pair = [
                f"{chance.uniform(1, 200):.1f}{unit.format(f'{chance.uniform(0.1, 9):.2f}')}"
                for _ in range(2)
            ]
            rows.append([name, *pair, f"0.{chance.randint(1, 999):03d}"])
        return rows

    def _tell(self, kind: Kind, parts: tuple[str, ...]) -> None:
        self.pages.truth.units.append(Unit(kind, parts))


def documents(seed: int, wanted: Callable[[Style], bool] = lambda _: True) -> Iterator[Made]:
    """The documents one after another."""
    for style in STYLES:
        if wanted(style):
            yield made(style, seed)
