"""Word's styles and numbering: what level a heading has, what number a list item shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from evimed.ingest.xml_tree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"

_HEADING_NAME = re.compile(r"(?:heading|标题|標題|見出し)\s*([1-9])$", re.IGNORECASE)
_DIGITS = "〇一二三四五六七八九"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_MAX_DIGITS = 8
_LETTERS = 26 * 20
_CHAIN = 20  # styles based on styles; a loop ends here


@dataclass(slots=True)
class Style:
    """A paragraph style."""

    name: str = ""
    based_on: str = ""
    outline: int | None = None
    numbering: tuple[str, int] | None = None
    bold: bool = False


@dataclass(slots=True)
class _Level:
    format: str = "decimal"
    text: str = ""
    start: int = 1


@dataclass(slots=True)
class Styles:
    """All styles of a document, by id."""

    styles: dict[str, Style] = field(default_factory=dict[str, Style])

    @staticmethod
    def read(root: Element | None) -> Styles:
        """Read ``styles.xml``."""
        found = Styles()
        for node in () if root is None else root.iter(f"{W}style"):
            if node.get(f"{W}type") not in (None, "paragraph"):
                continue
            properties = node.find(f"{W}pPr")
            found.styles[node.get(f"{W}styleId") or ""] = Style(
                name=value(node, "name"),
                based_on=value(node, "basedOn"),
                outline=number(properties, "outlineLvl"),
                numbering=numbering_of(properties),
                bold=is_on(node.find(f"{W}rPr"), "b"),
            )
        return found

    def chain(self, style_id: str) -> Iterator[Style]:
        """Yield a style and those it is based on."""
        for _ in range(_CHAIN):
            style = self.styles.get(style_id)
            if style is None:
                return
            yield style
            style_id = style.based_on

    def name(self, style_id: str) -> str:
        """Name of a style in lower case; the id where it has none."""
        style = self.styles.get(style_id)
        return (style.name if style and style.name else style_id).lower()

    def heading_level(self, style_id: str, properties: Element | None) -> int | None:
        """Level of a heading from 1, by outline level or style name; None for other paragraphs."""
        outline = number(properties, "outlineLvl")
        if outline is not None:
            return outline + 1 if outline < 9 else None
        for style in self.chain(style_id):
            named = _HEADING_NAME.match(style.name)
            if named:
                return int(named[1])
            if style.outline is not None:
                return style.outline + 1 if style.outline < 9 else None
        return None


class Numbering:
    """Counts list items as Word does."""

    def __init__(self, root: Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if root is None:
            return
        abstract: dict[str, dict[int, _Level]] = {}
        for node in root.iter(f"{W}abstractNum"):
            abstract[node.get(f"{W}abstractNumId") or ""] = {
                integer(level.get(f"{W}ilvl")) or 0: _read_level(level) for level in node.iter(f"{W}lvl")
            }
        for node in root.iter(f"{W}num"):
            identity, base = node.get(f"{W}numId") or "", value(node, "abstractNumId")
            levels = dict(abstract.get(base, {}))
            restarts = False
            for override in node.iter(f"{W}lvlOverride"):
                index = integer(override.get(f"{W}ilvl")) or 0
                replaced, start = override.find(f"{W}lvl"), number(override, "startOverride")
                if replaced is not None:
                    levels[index] = _read_level(replaced)
                if start is not None:
                    old = levels.get(index, _Level())
                    levels[index] = _Level(old.format, old.text, start)
                    restarts = True
            self._levels[identity] = levels
            self._abstract[identity] = identity if restarts else f"abstract {base}"

    def next(self, numbering: tuple[str, int]) -> str | None:
        """Return the number the next item shows, "" for a bullet, None if the paragraph is not numbered."""
        identity, index = numbering
        levels = self._levels.get(identity)
        if levels is None or identity == "0":
            return None
        level = levels.get(index, _Level("bullet"))
        counts = self._counts.setdefault(self._abstract[identity], {})
        counts[index] = counts.get(index, level.start - 1) + 1
        for deeper in [other for other in counts if other > index]:
            del counts[deeper]
        if level.format in ("bullet", "none"):
            return "" if level.format == "bullet" else None

        def shown(match: re.Match[str]) -> str:
            other = int(match[1]) - 1
            form = levels.get(other, _Level())
            return count(counts.get(other, form.start), form.format)

        return re.sub(r"%([1-9])", shown, level.text).strip()


def count(value: int, form: str) -> str:
    """Write a number in one of Word's number formats."""
    if form in ("lowerLetter", "upperLetter") and 0 < value <= _LETTERS:
        letter = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman") and 0 < value < 4000:
        out = ""
        for size, sign in _ROMAN:
            out += sign * (value // size)
            value %= size
        return out.upper() if form == "upperRoman" else out
    if (
        form in ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital")
        and 0 <= value < 100
    ):
        tens, ones = divmod(value, 10)
        ten = "" if not tens else "十" if tens == 1 else _DIGITS[tens] + "十"
        return ten + (_DIGITS[ones] if ones or not tens else "")
    if form.startswith("decimalEnclosedCircle") and 1 <= value <= 20:
        return chr(0x2460 + value - 1)
    return f"{value:02d}" if form == "decimalZero" else str(value)


def _read_level(node: Element) -> _Level:
    start = number(node, "start")
    return _Level(value(node, "numFmt") or "decimal", value(node, "lvlText"), 1 if start is None else start)


def value(node: Element | None, name: str) -> str:
    """``w:val`` of a child element; empty if there is none."""
    child = None if node is None else node.find(f"{W}{name}")
    return "" if child is None else child.get(VAL) or ""


def number(node: Element | None, name: str) -> int | None:
    """``w:val`` of a child element as a number."""
    return integer(value(node, name))


def integer(text: str | None) -> int | None:
    """Read a number; None for anything else, and for what no document counts to."""
    found = (text or "").strip()
    return int(found) if found.isascii() and found.isdigit() and len(found) < _MAX_DIGITS else None


def is_on(properties: Element | None, name: str) -> bool:
    """Whether a toggle such as ``w:b`` is set."""
    child = None if properties is None else properties.find(f"{W}{name}")
    return child is not None and (child.get(VAL) or "true") not in ("0", "false", "off", "none")


def numbering_of(properties: Element | None) -> tuple[str, int] | None:
    """Return the list (``numId``) and level of a paragraph or style."""
    node = None if properties is None else properties.find(f"{W}numPr")
    if node is None or not value(node, "numId"):
        return None
    return value(node, "numId"), number(node, "ilvl") or 0
