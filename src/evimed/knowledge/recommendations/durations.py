"""How long something goes on ("a 10-day course", "for at least 3 months", 疗程 14 天), and units of doses.

A time that tells who is meant ("otalgia for 48 hours") and an age are no duration of treatment; the caller
leaves out what stands in the population.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from evimed.records import Span

_N: Final = r"\d+(?:\.\d+)?"
_ENGLISH_NUMBERS: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_CHINESE_NUMBERS: Final = {"半": 0.5, "一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "八": 8}
_SPELT: Final = "|".join(_ENGLISH_NUMBERS)
_HAN: Final = "".join(_CHINESE_NUMBERS)
_TO: Final = r"\s*(?:to|or|-|–|—|～|~|至|到)\s*"
_AMOUNT: Final = rf"(?P<low>{_N}|{_SPELT})(?:{_TO}(?P<high>{_N}|{_SPELT}))?"
_TIME: Final = r"(?P<unit>day|week|month|year)s?\b(?!\s*(?:of age|old|(?:of )?gestation|ago|later))"
_LIMIT: Final = (
    r"(?P<limit>at least|a minimum of|minimum of|no less than|not less than|at most|up to|no more than"
    r"|not more than|longer than|more than|a maximum of|within)?"
)
_GOES_ON: Final = (
    r"course|regimen|treatment|therapy|trial|prophylaxis|duration|period|holiday|supplementation"
    r"|administration"
)
_ENGLISH: Final = (
    re.compile(
        rf"\b{_AMOUNT}[- ]{_TIME}[- ](?:treatment |drug |standard )?(?:{_GOES_ON})\b(?P<limit>)",
        re.I,
    ),
    re.compile(
        rf"\b(?:{_GOES_ON})s?\b(?: length)?(?: \w+){{0,3}}? (?:of|for|is|lasts?|lasting|to)\s+{_LIMIT}\s*"
        rf"{_AMOUNT}[- ]{_TIME}",
        re.I,
    ),
    re.compile(
        rf"\b(?P<limit>at least|a minimum of|minimum of|no less than|up to|no more than|longer than)\s+"
        rf"{_AMOUNT}[- ]{_TIME}(?!\s*(?:after|before))",
        re.I,
    ),
    re.compile(
        rf"\b(?:for|over|of)\s+(?:about |approximately |only )?{_LIMIT}\s*{_AMOUNT}[- ]{_TIME}",
        re.I,
    ),
)
_CHINESE: Final = re.compile(
    r"(?:疗程|服用|用药|治疗|持续|维持|使用|继续)(?:一般|通常|时间)?(?:为|：|:)?\s*"
    rf"(?P<limit>至少|不少于|不超过|最多)?\s*(?P<low>{_N}|[{_HAN}])(?:{_TO}(?P<high>{_N}))?\s*"
    r"(?P<unit>天|日|周|个月|月|年)"
)
_DAYS: Final = {"day": 1.0, "week": 7.0, "month": 30.4, "year": 365.0}
_CHINESE_DAYS: Final = {"天": 1.0, "日": 1.0, "周": 7.0, "个月": 30.4, "月": 30.4, "年": 365.0}
_LEAST: Final = re.compile(r"at least|minimum|no less|not less|longer|^more than|至少|不少于", re.I)
_MOST: Final = re.compile(r"at most|up to|no more|not more|maximum|within|不超过|最多", re.I)
# What is not gone on with: a past, a prognosis, an age, a complaint.
_OTHER: Final = re.compile(
    r"\b(?:expectancy|history|past|previous|last|next|intervals?|every|survival|lasting|ages?|aged"
    r"|symptoms?|otalgia|pain|fever|cough)\b[^.;,]{0,20}$",
    re.I,
)
DOSE_UNITS: Final = frozenset(
    ("mg", "g", "µg", "mg/d", "g/d", "mg/kg", "mg/kg/day", "g/kg/day", "unit", "iu", "mg/day", "g/day")
)


@dataclass(frozen=True, slots=True)
class Duration:
    """Days, from and to; ``relation`` ``>``: at least ``low``; ``<``: at most ``high``."""

    low: float
    high: float
    relation: Literal["<", ">", "="]
    at: Span


def durations_in(text: str) -> list[Duration]:
    """How long, by place; no two overlap."""
    found: list[Duration] = []
    for pattern in (*_ENGLISH, _CHINESE):
        for match in pattern.finditer(text):
            begin, end = match.span()
            if any(begin < other.at[1] and other.at[0] < end for other in found):
                continue
            if _OTHER.search(text[max(0, begin - 40) : begin]):
                continue
            unit = match["unit"].lower()
            days = _DAYS.get(unit) or _CHINESE_DAYS[unit]
            low = _number(match["low"]) * days
            high = _number(match["high"]) * days if match["high"] else low
            limit = match["limit"] or ""
            relation = "<" if _MOST.search(limit) else ">" if _LEAST.search(limit) else "="
            found.append(Duration(low, high, relation, (begin, end)))
    return sorted(found, key=lambda one: one.at)


def _number(word: str) -> float:
    if word.lower() in _ENGLISH_NUMBERS:
        return 1.0 + _ENGLISH_NUMBERS.index(word.lower())
    return float(_CHINESE_NUMBERS.get(word) or word)
