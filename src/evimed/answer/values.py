"""Which things of the wanted type a sentence holds that the question does not, and how well they fit.

A count must carry the measure of what is counted: 多少名受试者 and "how many participants" want 名, 例 or 人,
so the 52 of 52家研究中心 does not answer them. A price wants a word of price beside the money, a registration
number a word of registration. What the question itself names is no answer to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evimed.answer.asked import Asked, Want
from evimed.answer.holds import MEASURES_ALIKE, find_wanted
from evimed.answer.words import Word
from evimed.knowledge.tokens import fold
from evimed.records import Span

_WHOLE = frozenset((Want.OPEN, Want.REASON, Want.DEFINITION, Want.ABBREVIATION))
_NAMED = frozenset((Want.PERSON, Want.ORGANISATION, Want.PLACE, Want.NAME))
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_BARE_NUMBERS = re.compile(r"(?:\d\s+){2,}\d|\|")  # cells of a row whose table was lost

# How well a thing fits what is wanted.
_FITS = 1.0
_CELL = 0.8  # a number in a row: its measure stands in the header
_SHARE = 0.6  # a share of people where their number is asked
_UNSURE = 0.4  # a place where a city is asked
_VAGUE = 0.3  # a sentence that holds no name of any shape
_OTHER_MEASURE = 0.05

_PEOPLE = (
    "人|名|例|位|患者|病人|人次|份|户|patients|participants|subjects|employees|people|women|men|children"
)
_BODIES = "家|所|个|间|处|座|国家|省|市|县|hospitals|centers|centres|sites|companies|countries"
_HOW_MANY = r"how many (?:[\w-]+ ){0,3}?"
_PEOPLE_ASKED = re.compile(
    r"样本量|人数|病例数|例数|员工数"
    r"|多少(?:位|名)?[\u3400-\u9fff]{0,7}?(?:人|患者|受试者|病人|员工|职工|人员|医师|医生|护士|儿童|学员|会员"
    r"|专家|志愿者|病例|患儿|居民|用户|对象)(?![\u3400-\u9fff])"
    rf"|{_HOW_MANY}(?:people|patients?|participants|subjects|employees|staff|workers|doctors|physicians"
    r"|nurses|children|women|men|adults|volunteers|donors|members|users|pharmacists|experts|persons|students"
    r"|residents|families)\b"
)
_BODIES_ASKED = re.compile(
    r"多少[\u3400-\u9fff]{0,6}?(?:医院|公司|企业|中心|机构|药店|学校|单位|城市|社区|研究所)(?![\u3400-\u9fff])"
    rf"|{_HOW_MANY}(?:hospitals?|cent(?:er|re)s|sites|compan(?:y|ies)|institutions|clinics|manufacturers"
    r"|schools|pharmacies|vendors|countries|cities|stations|provinces)\b"
)
_CITY_ASKED = re.compile(r"城市|哪个市|\bcity\b")
_CITY = re.compile(r"[市州城京海都港阳]$")
_NO_CITY = re.compile(r"[区园路街县省国]$")

_PRICE_ASKED = re.compile(r"价|多少钱|一[盒瓶支针剂片台套次枚]|\bprice|\bcost|charge")
_PRICE = re.compile(r"价|售|卖|费用|收费|(?:每|一)[盒瓶支针剂片台套枚]|付费|\bprice|\bcost|fee")
_SEAT_ASKED = re.compile(r"总部|地址|headquarter|\bbased\b|located")
_SEAT = re.compile(r"总部|地址|位于|坐落|设在|落户|设立|注册地|headquarter|based|located")
_REGISTERED = re.compile(r"[号字]|登记|注册|备案|批准|regist|number|approval|nct")


@dataclass(frozen=True, slots=True)
class Values:
    """Ranges in the folded sentence, and how well they fit, 0 (none) to 1."""

    spans: tuple[Span, ...]
    fit: float


def find_values(asked: Asked, question: str, words: Sequence[Word], sentence: str, *, row: bool) -> Values:
    """Things of the wanted type in ``sentence`` that ``question`` does not hold.

    ``row`` says that the sentence is a row of a table, whose numbers carry no measure of their own.
    """
    folded, spans = fold(sentence), find_wanted(asked, sentence)
    if asked.want in _WHOLE:
        return Values(tuple(spans), _FITS if spans else 0.0)
    folded_question = fold(question)
    if asked.want in _NAMED:
        return _names(asked, folded_question, words, folded, spans)
    fresh = tuple(
        (start, end) for start, end in spans if end - start < 3 or folded[start:end] not in folded_question
    )
    row = row or is_bare_row(folded)
    counted = _counted(asked, folded_question)
    if fresh and counted is not None:
        return _counts(counted, folded, fresh, row=row)
    if not fresh and row and asked.want in (Want.MONEY, Want.PERCENT):
        numbers = tuple(match.span() for match in _NUMBER.finditer(folded))
        return Values(numbers, _SHARE if numbers else 0.0)
    return Values(fresh, _FITS if fresh else 0.0)


def is_bare_row(folded: str) -> bool:
    """Whether a text is a row of numbers whose table was lost on the way into plain text."""
    return bool(_BARE_NUMBERS.search(folded))


def speaks_of_kind(asked: Asked, question: str, clause: str) -> float:
    """Whether a clause says what kind of money, place or number it gives: 1 yes or nothing to say, 0 no."""
    folded = fold(question)
    wanted: re.Pattern[str] | None = None
    if asked.want is Want.MONEY and _PRICE_ASKED.search(folded):
        wanted = _PRICE
    elif asked.want is Want.PLACE and _SEAT_ASKED.search(folded):
        wanted = _SEAT
    elif asked.want is Want.CODE:
        wanted = _REGISTERED
    return 1.0 if wanted is None or wanted.search(clause) else 0.0


def _names(asked: Asked, question: str, words: Sequence[Word], folded: str, spans: Sequence[Span]) -> Values:
    names = [word.text for word in words if word.name]
    fresh = tuple(span for span in spans if _says_more(folded[span[0] : span[1]], question, names))
    if not fresh:
        return Values((), 0.0)
    if asked.want is Want.NAME and all(span == (0, len(folded)) for span in fresh):
        return Values(fresh, _VAGUE)
    if asked.want is Want.PLACE and _CITY_ASKED.search(question):
        cities = any(
            _CITY.search(folded[start:end]) or (end - start <= 3 and not _NO_CITY.search(folded[start:end]))
            for start, end in fresh
        )
        return Values(fresh, _FITS if cities else _UNSURE)
    return Values(fresh, _FITS)


def _says_more(found: str, question: str, names: Sequence[str]) -> bool:
    """Whether a name is more than the question's own: of 云岐科技与恒湾医药 the second is."""
    for name in names:
        found = found.replace(name, "")
    rest = found.strip(" 与和及由的同向被、")
    return len(rest) > 1 and rest not in question


@dataclass(frozen=True, slots=True)
class _Counted:
    measures: str  # alternatives of a pattern
    people: bool


def _counted(asked: Asked, question: str) -> _Counted | None:
    if asked.want is not Want.QUANTITY:
        return None
    if asked.measure is not None:
        alike = [m for group in MEASURES_ALIKE if asked.measure in group for m in group] or [asked.measure]
        return _Counted("|".join(dict.fromkeys(alike)), asked.measure == "人")
    if _PEOPLE_ASKED.search(question):
        return _Counted(_PEOPLE, people=True)
    return _Counted(_BODIES, people=False) if _BODIES_ASKED.search(question) else None


def _counts(counted: _Counted, folded: str, spans: tuple[Span, ...], *, row: bool) -> Values:
    carried = re.compile(rf"\s?[多余几]?\s?[亿万千百]?(?:{counted.measures})")
    good = tuple(span for span in spans if carried.match(folded[span[1] : span[1] + 14]))
    if good:
        return Values(good, _FITS)
    if row:
        return Values(spans, _CELL)
    share = counted.people and re.search(r"\d\s?%|成", folded)
    return Values(spans, _SHARE if share else _OTHER_MEASURE)
