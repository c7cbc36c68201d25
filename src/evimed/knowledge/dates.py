"""The day a document was published or last revised, as it says itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE = re.compile(
    r"(?P<y>(?:19|20)\d\d)\s*(?:年|[-/.])\s*(?P<m>\d{1,2})\s*(?:月|[-/.])\s*(?P<d>\d{1,2})\s*日?(?!\d)"
    rf"|(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)? )?(?P<month>{'|'.join(_MONTHS)})[a-z]*\.? "
    r"(?:(?P<d2>\d{1,2})(?:st|nd|rd|th)?,? )?(?P<year>(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)

# Three kinds of day: published or revised; written or agreed; in force. The first says best how old it is.
_CUES = (
    (3, "发布|公布|印发|颁布|出版|发表|刊登|修订|修改|修正|更新|定稿|签发"),
    (2, "日期|核准|批准|通过|制定|编制"),
    (1, "生效|施行|实施"),
)
_ENGLISH_CUES = {
    3: "published|publication|issued|revised|revision|(?:last )?updated?|posted",
    2: r"dated?|approved|adopted|version(?: v?[\d.]*\d)?,?",
    1: "effective|in force",
}
_LABELS = [
    (
        weight,
        re.compile(
            rf"(?:{cue}|\b(?:{_ENGLISH_CUES[weight]}))"
            r"(?:日期|时间|日|于|为| online| date| on| in| from)*\s*[:：]?\s*$",
            re.IGNORECASE,
        ),
    )
    for weight, cue in _CUES
]
# In Chinese the cue may follow: 2019年8月26日…第十二次会议第二次修订. A comma ends its reach.
_IN_FORCE = re.compile(r"\s*起?(?:施行|实施|生效)")
_FOLLOWING = [
    (weight, re.compile(rf"\s*(?!至|到|～|~|—|-|以|前|后|起|[，,。；;])[^，,。；;|\n]{{0,80}}?(?:{cue})"))
    for weight, cue in _CUES
]
_LABELLED = re.compile(
    rf"[\s*【（(]*(?:{'|'.join(cue for _, cue in _CUES)}|{'|'.join(_ENGLISH_CUES.values())})", re.IGNORECASE
)
_SHORT = 60  # characters of a line that tells a date and little else
_ALONE = 24
_LIST = re.compile(r"[\s、，,；;/和及]*$")
_RANGE_BEFORE = re.compile(
    r"(?:截至|截止|自|从|由|至|到|since|to|until|from|before|through|due)\s*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Dated:
    day: str
    weight: int


def published_in(title_page: str, rest: str = "") -> str | None:
    """The latest day of publication or revision told on the title page; else its latest other day.

    Where the title page tells none, a short line of ``rest`` may: "Revised: 12 May 2024".
    """
    found = [dated for line in title_page.splitlines() for dated in _of_line(line)]
    if not found:
        short = (line for line in rest.splitlines() if len(line) <= _SHORT and _LABELLED.match(line))
        found = [dated for line in short for dated in _of_line(line) if dated.weight > 1]
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
    """What a date says of its document; 0: nothing."""
    following = after[: later.start()] if (later := _DATE.search(after)) else after
    if _IN_FORCE.match(following):
        return 1
    for weight, label in _LABELS:
        if label.search(before):
            return weight
    if _RANGE_BEFORE.search(before):
        return 0
    for weight, cue in _FOLLOWING:
        if cue.match(following):
            return weight
    return 2 if len(line.strip()) <= _ALONE else 0


def _day(match: re.Match[str]) -> str | None:
    try:
        if match["y"]:
            return date(int(match["y"]), int(match["m"]), int(match["d"])).isoformat()
        day = match["d1"] or match["d2"]
        return (
            date(int(match["year"]), _MONTHS.index(match["month"].lower()) + 1, int(day)).isoformat()
            if day
            else None
        )
    except ValueError:
        return None
