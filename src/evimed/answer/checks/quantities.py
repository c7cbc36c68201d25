"""Numbers with their units, bounds and ranges, brought to one scale.

A quantity is compared by what it measures: 0.5 g is 500 mg, 12 percent is 百分之十二, 每日两次 is b.i.d., and a
percentage point is no per cent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from math import isclose

from evimed.answer.checks.comparators import EXACT, Bound, bound_after, bound_before
from evimed.answer.checks.dates import Date
from evimed.answer.checks.figures import Figure, find_figures, share_units
from evimed.answer.checks.numerals import CHINESE, DIGITS, ENGLISH, chinese_number, english_number
from evimed.answer.checks.units import ATOMS, BARE, parse_unit


@dataclass(frozen=True, slots=True)
class Quantity:
    """``low`` in the base unit of ``dimension``; a range has ``high`` too.

    ``ordinal`` is a number in a row (第三, week 3). ``change`` tells "by 5" from "to 5".
    """

    start: int
    end: int
    low: float
    high: float | None = None
    dimension: str = ""
    bound: Bound = EXACT
    ordinal: bool = False
    change: str = ""
    ratio: str = ""  # of a pair: its sign, "/" or ":"


_FREQUENCY = "times/period"
_NUM_EN = rf"(?:{DIGITS}|{ENGLISH})"
_NUM_ZH = rf"(?:{DIGITS}|{CHINESE})"
_PERIODS = {
    "hour": 1 / 24, "hr": 1 / 24, "h": 1 / 24, "小时": 1 / 24, "day": 1, "daily": 1, "d": 1, "日": 1, "天": 1, "晚": 1,
    "night": 1, "nightly": 1, "week": 7, "weekly": 7, "wk": 7, "w": 7, "周": 7, "星期": 7, "month": 30.4375, "monthly": 30.4375,
    "月": 30.4375, "个月": 30.4375, "year": 365.25, "yearly": 365.25, "annually": 365.25, "年": 365.25, "hourly": 1 / 24,
    "fortnight": 14, "minute": 1 / 1440, "min": 1 / 1440, "分钟": 1 / 1440, "minutes": 1 / 1440,
}  # fmt: skip
_EVERY = r"hours?|hrs?|h|days?|nights?|weeks?|wks?|months?|years?|minutes?|min"
_FREQUENCIES: list[tuple[re.Pattern[str], str]] = [
    (re.compile(r"\b(?P<abbr>q\.?d|b\.?i\.?d|t\.?i\.?d|q\.?i\.?d|q\.?o\.?d)\.?(?![a-z])"), "abbreviation"),
    (re.compile(r"\bq(?P<n>\d+)(?P<p>h|d|w|wk)(?![a-z])"), "every"),
    (re.compile(rf"\b(?P<n>once|twice|thrice|{_NUM_EN} times|{_NUM_EN} ?x)(?:(?: (?:a|per|each|every)|-|/| ?/) ?| )(?P<p>{_EVERY}|daily|weekly|monthly|yearly|annually|nightly|hourly)(?![a-z])"), "times"),
    (re.compile(rf"\b(?:once |one time )?every (?P<n>{_NUM_EN})(?: |-)?(?P<p>{_EVERY})(?![a-z])"), "every"),
    (re.compile(r"\bevery other (?P<p>day|week|month|year)\b"), "alternate"),
    (re.compile(r"\b(?:once )?(?:every|each) (?P<p>day|night|week|month|year|hour)\b|\b(?P<q>daily|nightly|weekly|monthly|yearly|annually|hourly)\b"), "each"),
    (re.compile(r"隔(?P<p>日|天|周|月)(?:[一1]次)?"), "alternate"),
    (re.compile(rf"每隔? ?(?P<n>{_NUM_ZH}) ?个?(?P<p>小时|天|日|周|星期|月|年|分钟)(?: ?(?P<k>{_NUM_ZH}) ?次)?"), "every"),
    (re.compile(rf"[每一1] ?个?(?P<p>小时|天|日|周|星期|月|年|晚) ?(?:服用?|给药|口服|使用|各)? ?(?P<n>{_NUM_ZH}) ?次(?!要)"), "times"),
    (re.compile(rf"(?P<n>{_NUM_ZH}) ?次 ?[/每] ?(?P<p>小时|天|日|周|星期|月|年|d|day|h|week)"), "times"),
    (re.compile(rf"(?<![\d零一二三四五六七八九十月])(?P<p>日)(?:服)? ?(?P<n>{_NUM_ZH}) ?次"), "times"),
    (re.compile(r"每个?(?P<p>小时|天|日|周|星期|晚)(?!期|岁|边|围)"), "each"),
]  # fmt: skip
_ABBREVIATIONS = {"qd": 1.0, "bid": 2.0, "tid": 3.0, "qid": 4.0, "qod": 0.5}
_WORD_TIMES = {"once": 1.0, "twice": 2.0, "thrice": 3.0}

_FRACTIONS: list[tuple[re.Pattern[str], float]] = [
    (re.compile(r"(?:一半|半数)|\bhalf\b(?!-| life)|\bone half\b"), 0.5),
    (re.compile(r"\b(?:one|a)[- ]third\b"), 1 / 3),
    (re.compile(r"\btwo[- ]thirds\b"), 2 / 3),
    (re.compile(r"\b(?:one|a)[- ](?:quarter|fourth)\b"), 0.25),
    (re.compile(r"\bthree[- ](?:quarters|fourths)\b"), 0.75),
    (re.compile(r"\bone[- ]fifth\b"), 0.2),
]
_ZH_FRACTION = re.compile(rf"(?P<d>百|千|万|{CHINESE}|\d+)分之(?P<n>{_NUM_ZH}(?:点{CHINESE})?)")
_HALVES = re.compile(r"半(?P<u>年|小时|个月|天|日|片|粒|袋|剂|岁|升|斤|两|合|月)")
_FOLD = re.compile(
    r"\b(?P<n>two|three|four|five|six|seven|eight|nine|ten)-?fold\b|\b(?P<w>double[ds]?|tripled?|halved?)\b"
)

_ROMAN_VALUES = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
_ROMAN = re.compile(
    r"(?<=phase )(?P<a>i{1,3}|iv|v|vi)(?P<aa>[ab]?)\b|(?<=stage )(?P<b>i{1,3}|iv)(?P<bb>[ab]?)\b|(?<=class )(?P<c>i{1,3}|iv)(?P<cc>[ab]?)\b"
    r"|(?<=type )(?P<d>i{1,3}|iv)(?P<dd>[ab]?)\b|(?<=grade )(?P<e>i{1,3}|iv|v)(?P<ee>)\b|(?<![a-z])(?P<f>i{1,3}|iv|v|vi)(?P<ff>[ab]?)(?=[期级型类度])"
)


def find_quantities(lower: str, dates: list[Date]) -> list[Quantity]:
    """Quantities of a lower-case normal text in order, none inside another or inside a date."""
    taken = bytearray(len(lower) + 1)
    for date in dates:
        _take(taken, date.start, date.end)
    found = _frequencies(lower, taken) + _fractions(lower, taken) + _romans(lower, taken)
    figures = share_units(lower, find_figures(lower, taken))
    found += [_bounded(lower, quantity) for quantity in _pairs(lower, figures)]
    return sorted(found, key=lambda quantity: quantity.start)


def agree(said: Quantity, source: Quantity) -> bool:
    """Whether two quantities have the same numbers on the same scale; bounds are compared apart."""
    if said.dimension != source.dimension or (said.high is None) != (source.high is None):
        return False
    if said.ratio != source.ratio:
        return False
    return close(said.low, source.low) and (said.high is None or close(said.high, source.high or 0.0))


def close(one: float, other: float) -> bool:
    """Equal but for the rounding of a conversion."""
    return isclose(one, other, rel_tol=1e-9, abs_tol=1e-15)


def _take(taken: bytearray, start: int, end: int) -> None:
    taken[start:end] = b"\1" * (end - start)


def _value(text: str) -> float | None:
    text = text.strip()
    if text in _WORD_TIMES:
        return _WORD_TIMES[text]
    text = re.sub(r" ?(?:times|x)$", "", text)
    if re.fullmatch(DIGITS, text):
        return float(text.replace(",", ""))
    return english_number(text) if text[:1].isascii() else chinese_number(text)


def _frequencies(lower: str, taken: bytearray) -> list[Quantity]:
    found: list[Quantity] = []
    for pattern, kind in _FREQUENCIES:
        for match in pattern.finditer(lower):
            if any(taken[match.start() : match.end()]):
                continue
            per_day = _per_day(match, kind)
            if per_day is None:
                continue
            _take(taken, match.start(), match.end())
            found.append(Quantity(match.start(), match.end(), per_day, dimension=_FREQUENCY))
    return found


def _per_day(match: re.Match[str], kind: str) -> float | None:
    """Times a day; ``None`` if the words name no period or number."""
    parts = match.groupdict()
    if kind == "abbreviation":
        return _ABBREVIATIONS[match["abbr"].replace(".", "")]
    period = parts.get("p") or parts.get("q") or ""
    days = _PERIODS.get(period) or _PERIODS.get(period.rstrip("s"), 0.0)
    number = _value(parts["n"]) if parts.get("n") else 1.0
    if not days or not number:
        return None
    if kind == "alternate":
        return 1 / (2 * days)
    if kind == "every":
        times = _value(parts["k"]) if parts.get("k") else 1.0
        return (times or 1.0) / (number * days)
    return number / days


def _fractions(lower: str, taken: bytearray) -> list[Quantity]:
    found: list[Quantity] = []

    def add(match: re.Match[str], value: float, dimension: str) -> None:
        if not any(taken[match.start() : match.end()]):
            _take(taken, match.start(), match.end())
            found.append(_bounded(lower, Quantity(match.start(), match.end(), value, dimension=dimension)))

    for match in _ZH_FRACTION.finditer(lower):
        whole, _, decimals = match["n"].partition("点")
        below = {"百": 100.0, "千": 1000.0, "万": 10000.0}.get(match["d"]) or _value(match["d"])
        above = _value(whole)
        if below and above is not None:
            digits = "".join(str(int(chinese_number(letter) or 0)) for letter in decimals)
            add(match, (above + (float(f"0.{digits}") if digits else 0.0)) / below, "fraction")
    for match in _HALVES.finditer(lower):
        unit = ATOMS[{"月": "个月"}.get(match["u"], match["u"])]
        add(match, 0.5 * unit.size, unit.dimension)
    for pattern, value in _FRACTIONS:
        for match in pattern.finditer(lower):
            add(match, value, "fraction")
    for match in _FOLD.finditer(lower):
        word = match["w"]
        value = {"d": 2.0, "t": 3.0, "h": 0.5}[word[0]] if word else _value(match["n"]) or 0.0
        add(match, value, "fold")
    return found


def _romans(lower: str, taken: bytearray) -> list[Quantity]:
    found: list[Quantity] = []
    for match in _ROMAN.finditer(lower):
        if any(taken[match.start() : match.end()]):
            continue
        group = next(name for name in "abcdef" if match[name])
        # IIa and IIb are kinds of II: the letter makes another number.
        letter = {"": 0.0, "a": 0.1, "b": 0.2}[match[group * 2]]
        _take(taken, match.start(), match.end())
        after = parse_unit(lower, match.end()) if group == "f" else None
        unit = BARE if after is None or after[0].dimension in ("", "level", "stage") else after[0]
        found.append(
            Quantity(
                match.start(),
                match.end(),
                _ROMAN_VALUES[match[group]] + letter,
                None,
                unit.dimension,
                ordinal=True,
            )
        )
    return found


def _pairs(lower: str, plain: list[Figure]) -> list[Quantity]:
    """Ranges and ratios of neighbouring numbers; the others by themselves."""
    out: list[Quantity] = []
    at = 0
    while at < len(plain):
        here = plain[at]
        after = plain[at + 1] if at + 1 < len(plain) else None
        pair = _pair(lower, here, after) if after is not None else None
        if pair is not None:
            out.append(pair)
            at += 2
            continue
        out.append(_single(here))
        at += 1
    return out


def _single(plain: Figure) -> Quantity:
    size, dimension = plain.unit.size, plain.unit.dimension
    high = None if plain.about is None else plain.about * size
    return Quantity(plain.start, plain.end, plain.number * size, high, dimension, ordinal=plain.ordinal)


def _pair(lower: str, here: Figure, after: Figure) -> Quantity | None:
    between = lower[here.end : after.start]
    if after.number < 0 and between == "":  # "2-5" read as 2 and -5
        between, after = "-", replace(after, number=-after.number)
    unit = after.unit if after.unit != BARE else here.unit
    if here.unit not in (BARE, unit) and here.unit.dimension != unit.dimension:
        return None
    first = here.number * (here.unit if here.unit != BARE else unit).size
    second = after.number * unit.size
    if re.fullmatch(r" ?[/:] ?", between):
        return Quantity(
            here.start, after.end, first, second, unit.dimension, ratio=between.strip(), ordinal=here.ordinal
        )
    head = lower[max(0, here.start - 24) : here.start]
    spoken = bool(re.search(r"\bbetween ?$|介于 ?$", head)) or (
        re.fullmatch(r"和|与", between) is not None and lower[after.end : after.end + 2] == "之间"
    )
    interval = bool(re.search(r"(?:\bci\b|置信区间|可信区间|interval)[^a-z\u4e00-\u9fff]*$", head))
    if re.fullmatch(r" ?(?:-|~|至|到) ?|-? to | through ", between) and (first <= second or interval):
        return Quantity(here.start, after.end, first, second, unit.dimension, ordinal=here.ordinal)
    if spoken and re.fullmatch(r" and |和|与", between):
        return Quantity(here.start, after.end, first, second, unit.dimension)
    if interval and re.fullmatch(r" ?, ?| and ", between):
        return Quantity(here.start, after.end, first, second, unit.dimension)
    return None


_BY = re.compile(
    r"(?:\bby(?: an? [a-z]+ of)?|(?:增加|升高|上升|提高|降低|减少|下降|缩短|延长|升|降|增|减)了?) ?(?:about |约)?$"
)
_TO = re.compile(
    r"(?:\bto|(?:增加|升高|上升|提高|降低|减少|下降|缩短|延长|升|降|增|减)[至到为]) ?(?:about |约)?$"
)


def _bounded(lower: str, quantity: Quantity) -> Quantity:
    before = bound_before(lower, quantity.start)
    after = bound_after(lower, quantity.end)
    start, end, bound = quantity.start, quantity.end, quantity.bound
    if before is not None:
        bound, start = before
    if after is not None and (before is None or bound == EXACT):
        bound, end = after
    head = lower[max(0, start - 24) : start]
    change = "by" if _BY.search(head) else "to" if _TO.search(head) else ""
    return replace(quantity, start=start, end=end, bound=bound, change=change)
