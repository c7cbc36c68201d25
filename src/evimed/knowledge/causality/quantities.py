"""What numbers tell of the course of a case: a dose raised or lowered, a value that went wrong and came back.

“由 0.2 g 调成 0.3 g” is more, “from 1500 down to 900 mg” is less. “platelets had slid from 210 to 19 … the count was
164” came back: a later number of the same report nearer to where the value began than to where it went.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal

_NUMBER: Final = r"\d+(?:\.\d+)?"
_DOSE_UNIT: Final = r"(?:mg|g|μg|ug|mcg|微克|毫克|片|粒|支|滴|U|IU|units?|tablets?|puffs?)"
_DOSE: Final = re.compile(
    rf"(?:从|由|原|\bfrom\b)[^，。；,.;\d]{{0,12}}(?P<a>{_NUMBER})\s*(?P<u>{_DOSE_UNIT})?(?![A-Za-z/])[^，。；;\d]{{0,24}}?"
    rf"(?:到|至|成|为|\bto\b)\s*[^，。；,.;\d]{{0,6}}(?P<b>{_NUMBER})\s*(?P<v>{_DOSE_UNIT})(?![A-Za-z/])",
    re.IGNORECASE,
)
_MOVED: Final = re.compile(
    rf"(?:从|由|自|\bfrom\b)[^，。；,.;\d]{{0,12}}(?P<a>{_NUMBER})\s*(?P<u>[^，。；,.;\d]{{0,14}}?)\s*(?:到|至|成|\bto\b)\s*(?P<b>{_NUMBER})(?P<rest>[^，。；,;]{{0,14}})",
    re.IGNORECASE,
)
_LATER: Final = re.compile(_NUMBER)
_TIME: Final = re.compile(
    r"\s*(?:天|日|周|个?月|年|小时|h\b|分钟|min|岁|次|例|days?|weeks?|months?|hours?|years?|minutes?|mg|g\b|μg|mcg|片|粒|:|：|-|—|/\d|%)",
    re.IGNORECASE,
)
_TIME_BEFORE: Final = re.compile(r"(?:第|\bday|\bweek|\bcycle|\bgrade|\baged?|No\.|\bon)\s*$", re.IGNORECASE)
_NEARER: Final = 0.5  # of the way that a value went, which it has left at most when it is back
Change = Literal["more", "less", "better"]


def changes(text: str) -> Iterator[tuple[Change, int]]:
    """Doses that went up or down, and values that came back; with the character where each is told."""
    for match in _DOSE.finditer(text):
        if match["u"] in (None, match["v"]):
            first, second = float(match["a"]), float(match["b"])
            if first != second:
                yield ("more" if second > first else "less"), match.start()
    for match in _MOVED.finditer(text):
        if re.search(rf"\d\s*{_DOSE_UNIT}(?![A-Za-z/])", match[0], re.IGNORECASE):
            continue
        first, second = float(match["a"]), float(match["b"])
        place = _came_back(text, match.end("b"), first, second)
        if place is not None:
            yield "better", place


def _came_back(text: str, after: int, first: float, second: float) -> int | None:
    """Where a later number is nearer to ``first`` than to ``second``: the last such of the text."""
    way = abs(first - second)
    if way < 0.2 * max(first, second):
        return None
    low, high = min(first, second), max(first, second)
    for match in _LATER.finditer(text, after):
        if _TIME.match(text, match.end()) or _TIME_BEFORE.search(text, after, match.start()):
            continue
        value = float(match[0])
        if low - 0.2 * way <= value <= high + 0.2 * way and abs(value - first) <= _NEARER * way:
            return match.start()
    return None
