"""Numbers of a recommendation: ages in years, intervals in months, thresholds with their units."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from evimed.records import Span

INFINITE = 999.0
Role = Literal["target", "threshold"]

_N = r"\d+(?:\.\d+)?"
_YEARS = r"(?:years?(?: of age| old)?|yrs?|岁|周岁)"
_MONTHS = r"(?:months?|个月|月龄)"
_TO = r"\s*(?:to|through|and|-|–|—|～|~|至|到)\s*"
_AGES = (
    # low, high, unit; a missing end is open
    re.compile(
        rf"(?P<low>{_N})\s*(?:{_YEARS}|{_MONTHS})?{_TO}(?P<high>{_N})\s*(?P<unit>{_YEARS}|{_MONTHS})(?!"
        rf" (?:of|after|follow))",
        re.I,
    ),
    re.compile(rf"\bage[sd]?(?: of)? (?P<low>{_N}){_TO}(?P<high>{_N})\b(?P<unit>)", re.I),
    re.compile(
        rf"(?:[≥＞>]=?|at least|older than|over(?: the)?(?: age)?(?: of)?|above(?: age)?(?: of)?|from(?:"
        rf" age)?|starting at age|begin\w* at age|after age)\s*(?:age )?(?P<low>{_N})\s*(?P<unit>{_YEARS})",
        re.I,
    ),
    re.compile(
        rf"\b(?:older than|over age|above age|aged?|starting at age|at age)\s*[>≥]?\s*(?P<low>{_N})(?:"
        rf" years)?(?: of age)? (?:and|or) (?:older|over|above|up)(?P<unit>)",
        re.I,
    ),
    re.compile(
        rf"(?P<low>{_N})\s*(?P<unit>{_YEARS})?\s*(?:(?:and|or) (?:older|over|above|greater|up)"
        rf"|及?以上)",
        re.I,
    ),
    re.compile(
        rf"\b(?:older than|over age|above age|prior to age over|starting at"
        rf" age)\s*(?P<low>{_N})\b(?P<unit>)",
        re.I,
    ),
    re.compile(
        rf"(?:[≤＜<]=?|younger than|under(?: age)?|below|less than|prior to age|before(?: age)?|up to(?:"
        rf" age)?)\s*(?P<high>{_N})\s*(?P<unit>{_YEARS})",
        re.I,
    ),
    re.compile(rf"(?P<high>{_N})\s*(?P<unit>{_YEARS})?\s*(?:(?:and|or) (?:younger|under)|及?以下)", re.I),
    re.compile(rf"\b(?:younger than|under age|below age)\s*(?P<high>{_N})\b(?P<unit>)", re.I),
    re.compile(
        rf"\b(?:start(?:s|ed|ing)?|begin(?:s|ning)?|begun|initiat\w+|commenc\w+|offered"
        rf"|resum\w+)\s+(?:at|from)"
        rf"(?: the)?(?: age)?(?: of)?\s*(?P<low>{_N})\s*(?P<unit>{_YEARS})?(?! ?(?:mg|mm|%|weeks?"
        rf"|months?|days?))",
        re.I,
    ),
    re.compile(
        rf"\b(?:until|through|stop(?:s|ped|ping)?(?: at)?|discontinu\w+(?: at)?|cease[sd]?(?: at)?)"
        rf"(?: the)? age(?: of)?\s*(?P<high>{_N})\b(?P<unit>)",
        re.I,
    ),
    re.compile(rf"\bat (?P<low>{_N})\s*(?P<unit>{_YEARS}) of age", re.I),
    re.compile(
        rf"\b(?:start|begin|initiat|commenc)\w*\b[^.;,\d]{{0,60}}?\b(?:at|from)(?: the)?(?: age)?(?: of)?\s*"
        rf"(?P<low>{_N})\s*(?P<unit>{_YEARS})",
        re.I,
    ),
    re.compile(
        rf"\b(?:stop|discontinu|ceas|end)\w*\b[^.;,\d]{{0,60}}?\bat(?: the)?(?: age)?(?: of)?\s*"
        rf"(?P<high>{_N})\s*(?P<unit>{_YEARS})",
        re.I,
    ),
    # months: only where children are named, or "of age"
    re.compile(
        rf"\b(?:infants?|children|child|babies|toddlers)\s+(?:aged )?(?:below|under|younger than|less"
        rf" than|up to)"
        rf"(?: the)?(?: age of)?\s*(?P<high>{_N})\s*(?P<unit>{_MONTHS})",
        re.I,
    ),
    re.compile(rf"\b(?:below|under|younger than|before)\s*(?P<high>{_N})\s*(?P<unit>{_MONTHS}) of age", re.I),
    re.compile(
        rf"(?P<low>{_N})\s*(?P<unit>{_MONTHS})(?: of age| old)? (?:and|or) older|\bfrom (?P<start>{_N})\s*"
        rf"(?P<since>{_MONTHS}) of age|(?P<old>{_N})\s*个?月龄(?P<zh>)(?:及?以上|起)",
        re.I,
    ),
)
_NOT_AN_AGE = re.compile(
    r"\b(?:life expectancy|duration|for|within|every|over|next|past|last|least|a|previous"
    r"|risk)\s*(?:of\s*)?(?:about\s*)?$",
    re.I,
)

_UNITS_OF_TIME = {"day": 1 / 30.4, "week": 7 / 30.4, "month": 1.0, "year": 12.0, "hour": 1 / 730.0}
_CHINESE_TIME = {
    "日": "day",
    "天": "day",
    "周": "week",
    "星期": "week",
    "个月": "month",
    "月": "month",
    "年": "year",
    "小时": "hour",
}
_NUMBER_WORDS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "other": 2,
    "second": 2,
    "third": 3,
    "一": 1,
    "两": 2,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "半": 0.5,
}
_NAMED = (
    (re.compile(r"\bsemi-?annual(?:ly)?|\btwice (?:a|per) year|每半年", re.I), 6.0),
    (re.compile(r"\bbiennial(?:ly)?|\bevery other year", re.I), 24.0),
    (re.compile(r"\bannual(?:ly)?\b|\byearly\b|\b(?:once a|each|every|per) year\b|每年(?!\d)", re.I), 12.0),
    (re.compile(r"\bquarterly\b|每季度?", re.I), 3.0),
    (re.compile(r"\b(?<!\d )monthly\b|\b(?:once a|each|every|per) month\b|每月", re.I), 1.0),
    (
        re.compile(r"\btwice[- ](?:weekly|a week|per week)|\btwo times (?:a|per) week|每周两次", re.I),
        3.5 / 30.4,
    ),
    (re.compile(r"(?<!twice[- ])(?<!bi)\bweekly\b|\b(?:once a|each|every) week\b|每周", re.I), 7 / 30.4),
)
_EVERY_OF = re.compile(
    rf"\bintervals? of (?:at least |about )?(?P<low>{_N}|one|two|three|four|five"
    rf"|six)(?:{_TO}(?P<high>{_N}|two|three"
    rf"|four|five|six))?\s*(?P<unit>day|week|month|year|hour)s?\b"
    rf"|\b(?P<ylow>{_N}|two|three|four|five|six)-(?P<yunit>year|month|week|hour)ly\b"
    rf"|\bonce (?:in|every) (?P<olow>{_N}|two|three|four|five|six) (?P<ounit>day|week|month|year)s\b",
    re.I,
)
_EVERY = re.compile(
    rf"\b(?:every|at|each)\s+(?P<low>{_N}|one|two|three|four|five|six|second"
    rf"|third)(?:-?{_TO}(?P<high>{_N}|two|three|four|five|six))?-?\s*(?P<unit>day|week|month|year"
    rf"|hour)s?\b(?! of|-old)(?P<tail>[ -]?intervals?)?"
    rf"|每隔?\s*(?P<clow>{_N}|[一两二三半])(?:{_TO}(?P<chigh>{_N}))?\s*(?P<cunit>小时|个月|星期|日|天"
    rf"|周|月|年)",
    re.I,
)

_UNIT = (
    r"mm\s?Hg|mmol/L|mg/dL|g/dL|ng/mL|nmol/L|µg|μg|mcg|micrograms?|milligrams?|mg(?:/(?:d|day"
    r"|kg(?:/day)?))?|kg/m\s?[2²]|kg"
    r"|g(?:/(?:d|day|kg/day))?|mL/min(?:/1\.73\s?m\s?[2²])?|mL|cm|mm"
    r"|kcal/day|MME/day|units?|drinks?|pounds?|minutes?|hours?|days?|weeks?|months?|%|percent|％|分钟|小时"
    r"|个月|周|天|日|克|毫克"
)
_QUANTITY = re.compile(
    rf"(?P<between>\bbetween\s+)?(?P<before>≥|≤|＜|＞|<=|>=|<|>|less than or equal to|greater than or"
    rf" equal to|at or above|at or"
    rf" below|no more than|more than|at least|at most|less than|greater than|lower than|higher than"
    rf"|below|above|under|over|up to|不[宜应得]?超过|不[宜应得]?低于|不[宜应得]?高于|低于|高于"
    rf"|大于|小于|超过|至少|不少于|within)?"
    rf"\s*(?P<low>{_N})(?:\+\d| \d/7)?(?:\s*(?P<second>/)\s*(?P<dia>{_N})"
    rf"|(?:\s*(?:{_UNIT}))?(?:\s*(?:to|-|–|—|～|~"
    rf"|至|(?(between)and|to))\s*)(?P<high>{_N})(?:\+\d| \d/7)?)?"
    rf"\s*(?P<unit>{_UNIT})(?![a-zA-Z])(?P<after> (?:or|and) (?:higher|above|greater|more|over)|\s*(?:及"
    rf"|或)?以上| (?:or|and) (?:lower|below|less|under)|\s*(?:及|或)?以下)?",
    re.I,
)
_LESS = re.compile(
    r"[≤＜<]|不[宜应得]?高于|不[宜应得]?超过|(?<!不)(?<!不[宜应得])低于|less|lower|below|under|no more"
    r"|at most|up to|小于|within|以下",
    re.I,
)
_MORE = re.compile(
    r"[≥＞>]|more than|greater|higher|above|over|at least|不[宜应得]?低于"
    r"|(?<!不)(?<!不[宜应得])(?:高于|超过)|大于|至少|不少于|以上",
    re.I,
)
_TARGET = re.compile(
    r"\b(?:goals?|targets?|targeting|treat(?:ed|ing)? to|lowering|achieve|maintain|aim|bring)\b|靶目标|目标"
    r"|控制(?:在|至)|降至|不宜低于|应控制|应\s*$",
    re.I,
)
_CLAUSE = re.compile(r"[,;，；。、:：]|\b(?:and|or|with|to|when|if|at)\b", re.I)
# How many earlier events: "three or more pregnancy losses", "at least 2 relapses", "≥2次复发".
# Things of a list ("two of the following") and amounts of time are no events.
_COUNTS = re.compile(
    rf"(?:\b(?P<more>{_N}|one|two|three|four|five|six) or more|\b(?:at least|more than)"
    rf" (?P<least>{_N}|one|two|three|four|five|six)|[≥>]=?\s*(?P<sign>\d+))\s+(?!of (?:the )?following)"
    rf"(?P<what>(?:(?:prior|previous|earlier|documented|confirmed|consecutive) )?"
    rf"(?!(?:{_UNIT}|years?)\b)[a-z][^,.;:()]{{3,80}})"
    rf"|(?:[≥>]|至少|不少于)\s*(?P<zh>\d+|[一二两三四五六])\s*[次例胎](?P<event>[\u4e00-\u9fff]{{2,12}})",
    re.I,
)
_LEADS = 14  # characters of "starting at age "; more of them say what is begun
_NAME_REACH = 60  # characters before a number in which it is named


@dataclass(frozen=True, slots=True)
class AgeRange:
    """Years, from and to; an open end is 0 or ``INFINITE``."""

    low: float
    high: float
    at: Span


@dataclass(frozen=True, slots=True)
class Interval:
    """How often something is repeated: from and to, in months."""

    low: float
    high: float
    at: Span


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that decides or is aimed at.

    ``name`` are the words before it; ``low`` = ``high`` for one number.
    """

    name: str
    relation: Literal["<", ">", "="]
    low: float
    high: float
    unit: str
    role: Role
    at: Span


def ages_in(text: str) -> list[AgeRange]:
    """Ages of people, by place; no two overlap."""
    found: list[AgeRange] = []
    for pattern in _AGES:
        for match in pattern.finditer(text):
            if any(match.start() < other.at[1] and other.at[0] < match.end() for other in found):
                continue
            if _NOT_AN_AGE.search(text[: match.start()][-30:]) or re.match(
                r"\s*(?:duration|life|apart)", text[match.end() :]
            ):
                continue
            parts = match.groupdict()
            begun = parts.get("start") or parts.get("old")
            scale = 1 / 12 if begun or re.search(_MONTHS, parts.get("unit") or "", re.I) else 1.0
            if scale == 1.0 and not _says_age(text, match):
                continue
            low = float(parts.get("low") or begun or 0.0) * scale
            high = float(parts["high"]) * scale if parts.get("high") else INFINITE
            if low < high <= INFINITE and low < 120:
                found.append(AgeRange(low, high, _age_at(match)))
    return sorted(found, key=lambda one: one.at)


def _age_at(match: re.Match[str]) -> Span:
    """Where an age stands: "Start tests at 25 years" holds more than it."""
    begin, end = match.span()
    parts = match.groupdict()
    number = match.start(next(name for name in ("low", "high", "start", "old") if parts.get(name)))
    return (number if number - begin > _LEADS else begin), end


def _says_age(text: str, match: re.Match[str]) -> bool:
    said = match.group()
    near = text[max(0, match.start() - 30) : match.start()]
    if re.search(
        r"\bage|岁|years? old|older|younger|years of age|\b(?:start|begin|initiat|commenc|stop"
        r"|discontinu|ceas)",
        said,
        re.I,
    ):
        return True
    return bool(
        re.search(
            r"\b(?:age[sd]?|women|men|adults?|persons?|people|patients?|children|adolescents|infants"
            r"|population|individuals|between|starting)\b[^.;]*$|^from $",
            near,
            re.I,
        )
    )


def intervals_in(text: str) -> list[Interval]:
    """How often, by place: ``annually``, ``every 3 to 6 months``, ``每 4 周``."""
    found: list[Interval] = []
    for match in _EVERY.finditer(text):
        low, high, unit = match["low"] or match["clow"], match["high"] or match["chigh"], match["unit"]
        if match.group().lower().startswith("at") and not match["tail"]:
            continue
        scale = _UNITS_OF_TIME[(unit or _CHINESE_TIME[match["cunit"]]).lower()]
        first = _number(low) * scale
        found.append(Interval(first, _number(high) * scale if high else first, match.span()))
    for match in _EVERY_OF.finditer(text):
        if any(match.start() < other.at[1] and other.at[0] < match.end() for other in found):
            continue
        low = match["low"] or match["ylow"] or match["olow"]
        scale = _UNITS_OF_TIME[(match["unit"] or match["yunit"] or match["ounit"]).lower()]
        high = _number(match["high"]) if match["high"] else _number(low)
        found.append(Interval(_number(low) * scale, high * scale, match.span()))
    for pattern, months in _NAMED:
        for match in pattern.finditer(text):
            if not any(match.start() < other.at[1] and other.at[0] < match.end() for other in found):
                found.append(Interval(months, months, match.span()))
    return sorted(found, key=lambda one: one.at)


@dataclass(frozen=True, slots=True)
class Count:
    """So many earlier events or more; ``name`` says of what."""

    name: str
    low: float
    at: Span


def counts_in(text: str) -> list[Count]:
    """How often something must have happened before, by place."""
    return [
        Count(
            (match["what"] or match["event"]).strip(),
            _number(match["more"] or match["least"] or match["sign"] or match["zh"])
            + ("more than" in match.group().lower()),
            match.span(),
        )
        for match in _COUNTS.finditer(text)
    ]


def quantities_in(text: str) -> list[Quantity]:
    """Numbers with units, by place. A blood pressure of ``140/90`` is two."""
    return sorted(_quantities(text), key=lambda one: one.at)


def _quantities(text: str) -> Iterator[Quantity]:
    taken = [one.at for one in (*ages_in(text), *intervals_in(text))]
    for match in _QUANTITY.finditer(text):
        if any(match.start("low") < end and start < match.end() for start, end in taken):
            continue
        before = f"{match['before'] or ''}{match['after'] or ''}"
        relation = "<" if _LESS.search(before) else ">" if _MORE.search(before) else "="
        low, unit = float(match["low"]), _unit(match["unit"])
        high = float(match["high"]) if match["high"] else low
        name = _name(text, match.start())
        role: Role = (
            "target"
            if _TARGET.search(text[max(0, match.start() - _NAME_REACH) : match.start()])
            else "threshold"
        )
        if match["dia"]:
            yield Quantity("systolic " + name, relation, low, low, unit, role, match.span())
            dia = float(match["dia"])
            yield Quantity("diastolic " + name, relation, dia, dia, unit, role, match.span())
        else:
            yield Quantity(name, relation, low, high, unit, role, match.span())


def _name(text: str, end: int) -> str:
    """The words that name a number: before it, in its own clause."""
    before = text[max(0, end - _NAME_REACH) : end]
    pieces = _CLAUSE.split(before)
    name = next((piece.strip() for piece in reversed(pieces) if len(piece.strip()) > 1), "")
    return " ".join(name.split()[-6:])


def _unit(unit: str) -> str:
    lowered = re.sub(r"\s", "", unit).lower().replace("²", "2").replace("％", "%").replace("μ", "µ")
    names = {
        "percent": "%",
        "毫克": "mg",
        "克": "g",
        "分钟": "minute",
        "小时": "hour",
        "个月": "month",
        "周": "week",
        "天": "day",
        "日": "day",
        "mcg": "µg",
        "microgram": "µg",
        "micrograms": "µg",
        "milligram": "mg",
        "milligrams": "mg",
        "mg/day": "mg/d",
        "g/day": "g/d",
    }
    lowered = names.get(lowered, lowered)
    return (
        lowered[:-1]
        if lowered in {"minutes", "hours", "days", "weeks", "months", "units", "drinks", "pounds"}
        else lowered
    )


def _number(word: str) -> float:
    return float(_NUMBER_WORDS[word.lower()]) if word.lower() in _NUMBER_WORDS else float(word)
