"""The day a document was published or last revised, as it says itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE = re.compile(
    r"(?P<y>(?:19|20)\d\d)\s*(?:年|[-/.])\s*(?P<m>\d{1,2})\s*(?:月|[-/.])\s*(?P<d>\d{1,2})\s*日?(?!\d)"
    r"|(?:(?P<d1>\d{1,2})(?:st|nd|rd|th)? )?(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? "
    r"(?:(?P<d2>\d{1,2})(?:st|nd|rd|th)?,? )?(?P<year>(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)

# Two kinds of day: of what the document says now (published, revised), and of anything else about it.
_NOW = "发布|公布|印发|颁布|出版|刊登|修订|修改|修正|更新|定稿|签发"
_ELSE = "日期|生效|施行|实施|核准|批准|通过|制定|编制"
_NOW_EN = "published|publication|issued|revised|revision|updated?|last updated|posted"
_ELSE_EN = "dated?|effective|approved|adopted|version"
_LABEL = re.compile(
    rf"(?:(?P<now>{_NOW}|\b(?:{_NOW_EN}))|(?P<other>{_ELSE}|\b(?:{_ELSE_EN})))"
    r"(?:日期|时间|日|于|为|年月| online| date| on| in)*\s*[:：]?\s*$",
    re.IGNORECASE,
)
# In Chinese the cue may follow: 2019年8月26日…第十二次会议第二次修订. A comma ends its reach.
_AFTER = re.compile(
    rf"\s*(?!至|到|～|~|—|-|以|前|后|起至|[，,。；;])(?:(?P<other>起?(?:施行|实施|生效))|[^，,。；;|\n]{{0,80}}?(?:(?P<now>{_NOW})|(?P<late>{_ELSE})))"
)
_LIST = re.compile(r"[\s、，,；;/和及]*$")
_RANGE_BEFORE = re.compile(r"(?:截至|截止|自|从|由|至|到|since|to|until|from|before|through|due)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Dated:
    day: str
    weight: int  # 2: published or revised; 1: another day of the document


def published_in(head: str) -> str | None:
    """The latest day of publication or revision told in the head of a document; else its latest other day."""
    found = [dated for line in head.splitlines() for dated in _of_line(line)]
    best = max((dated.weight for dated in found), default=0)
    return max((dated.day for dated in found if dated.weight == best), default=None)


def date_in(text: str) -> str | None:
    """The first whole date of a text, ISO form."""
    return next((day for match in _DATE.finditer(text) if (day := _day(match))), None)


def _of_line(line: str) -> Iterator[_Dated]:
    weight, end = 0, 0
    for match in _DATE.finditer(line):
        before, after = line[end : match.start()], line[match.end() :]
        weight = weight if end and _LIST.fullmatch(before) else _weight(before, after, line)
        end = match.end()
        day = _day(match)
        if day and weight:
            yield _Dated(day, weight)


def _weight(before: str, after: str, line: str) -> int:
    later = _DATE.search(after)
    following = _AFTER.match(after[: later.start()] if later else after)
    if following and following["other"]:
        return 1
    if label := _LABEL.search(before):
        return 2 if label["now"] else 1
    if _RANGE_BEFORE.search(before):
        return 0
    if following:
        return 2 if following["now"] else 1
    return 1 if len(line.strip()) <= 24 else 0  # a date alone on its line


def _day(match: re.Match[str]) -> str | None:
    try:
        if match["y"]:
            return date(int(match["y"]), int(match["m"]), int(match["d"])).isoformat()
        day = match["d1"] or match["d2"]
        return date(int(match["year"]), _MONTHS.index(match["month"].lower()) + 1, int(day)).isoformat() if day else None
    except ValueError:
        return None
