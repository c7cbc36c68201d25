"""Dates as they are written in both languages, compared as far as both say: 2024年5月 meets 2024-05."""

from __future__ import annotations

import re
from dataclasses import dataclass

from evimed.answer.checks.numerals import chinese_number

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = r"(?P<{0}>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_HAN = "[零一二三四五六七八九十]"
_PATTERNS = [
    re.compile(
        r"(?<![\d.])(?P<y>(?:1[5-9]|20|21)\d\d)[-/.](?P<m>0?[1-9]|1[0-2])[-/.](?P<d>3[01]|[12]\d|0?[1-9])(?!\d)"
    ),
    re.compile(
        rf"(?P<y>(?:1[5-9]|20|21)\d\d|{_HAN}{{4}}) ?年(?: ?(?P<m>\d{{1,2}}|{_HAN}{{1,2}}) ?月(?!龄|经)(?: ?(?P<d>\d{{1,2}}|{_HAN}{{1,3}}) ?[日号])?)?"
    ),
    re.compile(rf"(?P<m>\d{{1,2}}|{_HAN}{{1,2}}) ?月 ?(?P<d>\d{{1,2}}|{_HAN}{{1,3}}) ?[日号]"),
    re.compile(
        rf"\b{_MONTH.format('m')} (?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<y>(?:1[5-9]|20|21)\d\d))(?!\d)"
    ),
    re.compile(
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?{_MONTH.format('m')},? (?P<y>(?:1[5-9]|20|21)\d\d)(?!\d)"
    ),
    re.compile(
        rf"\b(?P<y>(?:1[5-9]|20|21)\d\d) {_MONTH.format('m')}(?: (?P<d>\d{{1,2}}))?(?![\d a-z]*%)(?!\w)"
    ),
    re.compile(rf"\b{_MONTH.format('m')},? (?P<y>(?:1[5-9]|20|21)\d\d)(?!\d)"),
    re.compile(
        rf"\b{_MONTH.format('m')} (?P<d>[12]?\d|3[01])(?:st|nd|rd|th)?(?![\d.%/]| ?(?:mg|ml|patients|%))"
    ),
    re.compile(rf"\b(?P<d>[12]?\d|3[01])(?:st|nd|rd|th)? (?:of )?{_MONTH.format('m')}\b"),
    re.compile(
        r"(?<![\w.,/<>=≥≤-])(?<![<>=≥≤] )(?P<y>(?:19|20)\d\d)(?![\w%‰/]|[.,]\d| ?(?:mg|g|ml|kg|iu|u|patients|subjects|women|men|cases|例|名|人|个|次|元|万|种|家|项|participants|children|adults|people|individuals|deaths|cells|calories|kcal|hours?|minutes?|days?|weeks?)\b)"
    ),
]


@dataclass(frozen=True, slots=True)
class Date:
    """A day, a month or a year, as far as it is told; a day of any year has no year."""

    start: int
    end: int
    year: int | None
    month: int | None
    day: int | None

    def within(self, other: Date) -> bool:
        """Whether all that is told here is told there too, and alike."""
        parts = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return all(mine is None or mine == theirs for mine, theirs in parts)


def find_dates(lower: str) -> list[Date]:
    """Dates in a lower-case normal text, longer forms first, none inside another."""
    found: list[Date] = []
    taken = bytearray(len(lower))
    for pattern in _PATTERNS:
        for match in pattern.finditer(lower):
            if any(taken[match.start() : match.end()]):
                continue
            parts = match.groupdict()
            year, month, day = (_number(parts.get(name)) for name in "ymd")
            if month is not None and not 1 <= month <= 12:
                continue
            if day is not None and not 1 <= day <= 31:
                continue
            taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
            found.append(Date(match.start(), match.end(), year, month, day))
    return sorted(found, key=lambda date: date.start)


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    if text[:3] in _MONTHS:
        return _MONTHS.index(text[:3]) + 1
    value = float(text) if text.isdecimal() else chinese_number(text)
    return None if value is None else int(value)
