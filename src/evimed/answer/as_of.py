"""As of when a question asks: 2015年时, 修正前, "in 2015", "before the amendment"."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from evimed.knowledge.tokens import fold
from evimed.knowledge.versions.articles import chinese_number

# A year that is asked about; not a point from which on, nor the name of a version.
_NAMES: Final = r"(?:度?(?:修订|修正)?版|修订|修正|修改|公布|发布|颁布|通过|施行的|那版|的?旧版)"
_YEAR: Final = re.compile(
    r"(?<![\d-])(?P<y>(?:19|20)\d\d)\s*年\s*(?:(?P<m>\d{1,2})\s*月\s*(?:(?P<d>\d{1,2})\s*日)?)?"
    rf"(?P<till>底|末|初)?(?P<before>(?:以|之)?前)?(?!\s*(?:{_NAMES}|\d{{1,2}}\s*[月日]|以来|起|以后|之后|后|以内|内))"
)
# A version by the year of its name, of a law: “2004年版的办法”, “2004年公布的办法”.
_VERSION: Final = re.compile(
    rf"(?<![\d-])(?P<y>(?:19|20)\d\d)\s*年\s*(?:\d{{1,2}}\s*月\s*(?:\d{{1,2}}\s*日)?)?(?:{_NAMES})(?P<before>(?:以|之)?前)?"
    r"|\b(?P<ey>(?:19|20)\d\d) (?:version|edition|act|regulations?|text)\b"
)
_AFTER: Final = re.compile(r"\s*(?:的|当)?(?:时候?|那时|期间|那会儿|的)?[\s，,、]*")
_ENGLISH: Final = re.compile(
    r"\b(?P<how>in|as of|during|at the end of|back in|by|before|prior to|until) (?:the year )?"
    r"(?P<y>(?:19|20)\d\d)\b(?! (?:version|edition|amendment|revision))"
)
_AGO: Final = re.compile(
    r"(?:^|[，,。；;])\s*(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,3})年(?:以|之)?前(?!的?(?:患者|病人))"
)
_LAST: Final = re.compile(r"(?:^|[，,。；;])\s*(?P<word>去年|前年)")
_MADE: Final = r"(?:修正|修订|修改|废止|改版|更新|施行|实施|生效|公布|出台|颁布|发布)"
# Before a law was changed; 本法施行前设立的… is a rule for what was there already, and holds today.
_BEFORE: Final = re.compile(
    r"(?:(?:19|20)\d\d年)?(?:修正|修订|修改|废止|改版|更新)(?:以|之)?前"
    rf"|新(?:法|条例|办法|规定?){_MADE}(?:以|之)?前"
    r"|(?<!本法)(?<!该法)(?<!本条例)(?<!本办法)(?<!本规定)(?<=[法例定则》])"
    rf"{_MADE}(?:以|之)?前(?=[，,、]|的?规定|是?怎么|是?如何|由)"
    r"|旧(?:法|版|条例|办法|规定)|老(?:版|条例|办法|规定)|原(?:条例|办法|规定|《)|此前(?:的|施行)|上一版"
    r"|(?:(?<=[，,。；;])|^)(?:以前|过去|从前|原先|原来|当时)的?"
    r"(?=是?怎么|是?如何|怎样|规定|法律|条例|办法|要求|由|应当|需要|要)"
    r"|\b(?:before|prior to) (?:the |it was |its )?(?:latest |last |new |\d{4} )?"
    r"(?:amend|revis|repeal|act came|law came)\w*"
    r"|\b(?:former|old|previous|superseded|earlier) (?:version|act|law|regulation|text|rules?)"
)


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day (ISO) of which a question asks, or the year by which it names a version.

    Neither: the version before the current one.
    """

    day: str | None
    words: str
    rest: str  # the question without them
    version: str | None = None


def as_of(question: str, today: date | None = None) -> AsOf | None:
    """The day of which ``question`` asks; ``None`` where it asks of today.

    A year alone means its last day: what the year ended with; “before 2019” the last day of 2018. ``today``
    is the day from which “ten years ago” is counted.
    """
    folded = fold(question)
    if len(folded) != len(question):
        question = folded  # places must be the same in both
    if (match := _YEAR.search(folded)) is not None and (day := _day(match)) is not None:
        return _as_of(day, question, *match.span())
    if (match := _ENGLISH.search(folded)) is not None:
        year = int(match["y"]) - (match["how"] in ("before", "prior to", "until"))
        return _as_of(f"{year}-12-31", question, *match.span())
    years = set(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", folded))
    if len(years) == 1 and (match := _VERSION.search(folded)) is not None and not match["before"]:
        found = _as_of(None, question, *match.span())
        year = match["y"] or match["ey"]
        return replace(found, words=found.words if match["y"] else f"in the version of {year}", version=year)
    if (match := _BEFORE.search(folded)) is not None:
        return _as_of(None, question, *match.span())
    return _ago(folded, question, today or date.today())


def _day(match: re.Match[str]) -> str | None:
    """The last day that the words mean; ``None`` if there is no such day."""
    year = int(match["y"])
    try:
        first = date(year, int(match["m"] or 1), int(match["d"] or 1))
    except ValueError:
        return None
    if match["before"]:
        return (first - timedelta(days=1)).isoformat()
    if match["d"] or match["till"] == "初":
        return first.isoformat()
    month = int(match["m"] or 12)
    return date(year, month, monthrange(year, month)[1]).isoformat()


def _ago(folded: str, question: str, today: date) -> AsOf | None:
    if (match := _AGO.search(folded)) is not None:
        years = chinese_number(match["n"])
    elif (match := _LAST.search(folded)) is not None:
        years = 1 if match["word"] == "去年" else 2
    else:
        return None
    ago = match.re is _AGO
    month, day = (today.month, today.day) if ago else (12, 31)
    start = match.start("n" if ago else "word")
    return _as_of(f"{today.year - years}-{month:02d}-{day:02d}", question, start, match.end())


def _as_of(day: str | None, question: str, start: int, end: int) -> AsOf:
    after = _AFTER.match(question, end)
    rest = question[:start] + question[after.end() if after is not None else end :]
    return AsOf(day, question[start:end].strip(), rest.strip(" ，,、"))
