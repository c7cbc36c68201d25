"""The reading form of a block: its spans joined as a reader would, each character keeping its place.

Line ends inside a sentence go; between Chinese characters nothing takes their place, between words a blank
does. Blanks that an export left between Chinese words go too where the document is full of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evimed.records import Span

_CJK = r"\u2e80-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uff60\u3000-\u303f“”‘’…—"
_IS_CJK = re.compile(f"[{_CJK}]")
_SPACED = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_DROPPED = "\u00ad\u200b\u200c\u200d\u2060\ufeff\x00"
_BLANK = " \t\n\r\f\v\u3000\u00a0\u2002\u2003\u2009\x85\u2028\u2029"
# Letters, with the single blanks between words of ASCII, which always stay; or blanks. The rest is dropped.
_LETTERS = f"[^{_DROPPED}{_BLANK}]+"
_RUN = re.compile(f"{_LETTERS}(?:(?<=[!-~]) (?=[!-~]){_LETTERS})*|[{_BLANK}]+")


_LINE_END = re.compile("[\n\r\f\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Reading:
    """``text[i]`` was read from character ``offsets[i]`` of the stored text."""

    text: str
    offsets: tuple[int, ...]

    def source(self, start: int, end: int) -> Span:
        """Range of stored characters that ``text[start:end]`` was read from (not empty)."""
        return self.offsets[start], self.offsets[end - 1] + 1


def is_spaced(text: str) -> bool:
    """Whether an export left blanks between the words of a Chinese text: one in fifty characters."""
    return len(_SPACED.findall(text)) * 50 > _count_han(text)


def _count_han(text: str) -> int:
    return sum(map(len, _HAN.findall(text)))


def read(text: str, spans: Sequence[Span], *, spaced: bool = False) -> Reading:
    """Reading form of ``spans`` of the stored ``text``; ``spaced``: see ``is_spaced``."""
    raw = "".join(text[start:end] for start, end in spans)
    han = _count_han(raw) * 3 > len(raw)
    runs: list[str] = []
    offsets: list[int] = []
    pending = _Gap()
    previous_end: int | None = None
    for start, end in spans:
        if previous_end is not None and start > previous_end:
            pending.across(text[previous_end:start])
        previous_end = end
        for match in _RUN.finditer(text, start, end):
            run, at = match.group(), match.start()
            if run[0] in _BLANK:
                pending.add(run)
                continue
            if pending.any:
                if runs and pending.keeps(runs[-1][-1], run[0], spaced=spaced, han=han):
                    runs.append(" ")
                    offsets.append(at - 1)
                pending.clear()
            runs.append(run)
            offsets.extend(range(at, match.end()))
    return Reading("".join(runs), tuple(offsets))


class _Gap:
    """White space between two characters, and whether a blank stands for it."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.any = False
        self._blanks = 0
        self._line = False

    def add(self, blanks: str) -> None:
        self.any = True
        self._line = self._line or _LINE_END.search(blanks) is not None
        self._blanks += len(blanks) + 3 * blanks.count("\t")

    def across(self, between: str) -> None:
        """A gap between two spans: a line end counts, removed mark-up on one line does not."""
        if _LINE_END.search(between):
            self.any = self._line = True

    def keeps(self, before: str, after: str, *, spaced: bool, han: bool) -> bool:
        left, right = bool(_IS_CJK.match(before)), bool(_IS_CJK.match(after))
        if self._line:
            if han and (after.isdigit() or after in ".,%‰") and (before.isdigit() or before in ".,"):
                return False  # Chinese text is broken anywhere, inside numbers too: 31.|8%
            return not (left or right) and not (before == "-" and after.isalpha())
        # Two blanks or more part columns; a single one may be left over from an export.
        return not ((left or right) and spaced and self._blanks < 2)
