"""One written form for comparing: full-width, dashes, superscripts and stray blanks made alike.

Letter case is kept, as names need it; ``lower`` has the same length, so that one offset serves both.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_SUPERSCRIPT = re.compile(r"(?<=\d)([⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_SUPERSCRIPTS = str.maketrans("⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹", "-+0123456789")
_LETTERS = str.maketrans(
    {
        "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "‒": "-", "﹣": "-", "～": "~", "〜": "~", "∼": "~",
        "≧": "≥", "≦": "≤", "⩾": "≥", "⩽": "≤", "‘": "'", "’": "'", "“": '"', "”": '"', "∶": ":", "µ": "u",
        "μ": "u", "㎎": "mg", "㎏": "kg", "㎖": "ml", "℃": "°c", "℉": "°f", "，": ",", "；": ";", "：": ":",
        "（": "(", "）": ")", "！": "!", "？": "?", "﹪": "%", "〇": "零", "＋": "+",
    }
)  # fmt: skip
_BLANKS = re.compile(
    rf"(?<=[{HAN}，。；：、])\s+(?=[{HAN}])|(?<=[{HAN}])\s+(?=[，。；：、])|(?<=[\w°%])\s+(?=及?其?以[上下内])"
)
_MARKUP = re.compile(r"\*\*|__|<[^<>\n]{1,40}>(?=\S)|[®™]")
_DECIMAL_DOT = re.compile(r"(?<=\d)·(?=\d)")
_SENTENCE = re.compile(r"[。!?;]+|\.(?=\s+[\"'(\[]?[A-Z0-9])|\n+|\.(?=\s*$)")
_CLAUSE = re.compile(r"[,;:()|]|(?<!\w)-(?!\w)|--+")


@dataclass(frozen=True, slots=True)
class Normal:
    """A text in its comparable form, and the numbers of the clause and sentence of each character."""

    text: str
    lower: str
    clause: tuple[int, ...]
    sentence: tuple[int, ...]


def normalise(text: str) -> Normal:
    """The comparable form of ``text``."""
    text = _MARKUP.sub("", text)
    text = _SUPERSCRIPT.sub(lambda match: "^" + match.group(1).translate(_SUPERSCRIPTS), text)
    text = _DECIMAL_DOT.sub(".", text.replace("…", " "))
    text = unicodedata.normalize("NFKC", text.translate(_LETTERS)).translate(_LETTERS)
    text = _BLANKS.sub("", re.sub(r"[ \t\u3000\u00a0]+", " ", text).strip())
    lower = text.lower()
    if len(lower) != len(text):
        text = lower
    # A thousands separator and a decimal comma stand inside a number: no clause ends there.
    inside = {match.start() for match in re.finditer(r"(?<=\d),(?=\d{3}(?!\d))|(?<=\d):(?=\d)", lower)}
    clause = _numbers(lower, [m.start() for m in _CLAUSE.finditer(lower) if m.start() not in inside], text)
    sentence = _numbers(lower, [m.start() for m in _SENTENCE.finditer(text)], text)
    return Normal(text, lower, clause, sentence)


def _numbers(lower: str, marks: list[int], text: str) -> tuple[int, ...]:
    """For each character, how many marks stand before it (clauses end with sentences too)."""
    ends = {m.start() for m in _SENTENCE.finditer(text)}
    out: list[int] = []
    count = 0
    marked = set(marks) | ends if marks else ends
    for at in range(len(lower)):
        out.append(count)
        count += at in marked
    return tuple(out)
