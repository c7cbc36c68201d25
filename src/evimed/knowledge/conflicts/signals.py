"""What the words and numbers of two statements say of their difference, if both answer one question.

Nothing here tells whether they do: that is for :mod:`evimed.knowledge.conflicts.meaning`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from evimed.knowledge.conflicts.align import differ
from evimed.knowledge.conflicts.views import View
from evimed.knowledge.recommendations.strengths import is_mark
from evimed.records import Measured

Range = tuple[float, float]
Ranges = dict[str, list[Range]]  # by kind
Numbers = tuple[Measured, Measured]
_Numbers = Callable[[View], Sequence[Measured]]
_Unlike = Callable[[Measured, Measured], bool]

_NO_POSITION: Final = frozenset(("neutral", "insufficient"))
_NUMBER: Final = re.compile(r"(?<![\w.])(\d+(?:[.,]\d+)?)(?![\w]*\))|(?<=[\u4e00-\u9fff])(\d+(?:\.\d+)?)")
_LABEL: Final = re.compile(
    r"^\W*(?:(?:recommendation|statement|推荐意见) ?)?[A-Z]?\d+(?:\.\d+)*[a-z]?\s*[.:)、：]\s*", re.IGNORECASE
)
_GRADE: Final = re.compile(
    r"[(（\[][^()（）\[\]]{0,60}[)）\]]|\b(?:grade|class|level|strength)[: ]+\w+", re.IGNORECASE
)
_BRACKETED: Final = re.compile(r"[(（\[][^()（）\[\]]*[)）\]]")
_NAMES: Final = (
    "zero",
    "once one single first",
    "twice two double",
    "three thrice third",
    *["four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
)
_WORDS: Final = {word: str(number) for number, names in enumerate(_NAMES) for word in names.split()}
_COUNTED: Final = frozenset(_WORDS) - {"first", "third", "single", "double", "once", "zero"}
_PACES: Final = {  # days
    "annual": 365.0,
    "annually": 365.0,
    "yearly": 365.0,
    "biennial": 730.0,
    "biennially": 730.0,
    "monthly": 30.0,
    "quarterly": 90.0,
    "weekly": 7.0,
    "daily": 1.0,
}
_FIRST: Final = re.compile(
    r"first[- ]line|first choice|of choice|prefer|favou?r|initial|begin with|start with|rather than"
    r"|instead of|reserved?|second[- ]line|alternative|首选|一线|优先|优选|备选|二线|次选",
    re.IGNORECASE,
)
_ONLY: Final = re.compile(
    r"\bonly\b|\bselected\b|\brestrict|\blimited to\b|\bunless\b|\breserved?\b|\bhigh[- ]risk\b"
    r"|仅|只有|限于|高危|高风险",
    re.IGNORECASE,
)
_ALL: Final = re.compile(
    r"\ball\b|\bevery(?:one|body)?\b|\broutine|\buniversal|\bregardless|\bany\b|所有|常规|普遍|均应|一律",
    re.IGNORECASE,
)
_MAY: Final = re.compile(
    r"\bmay\b|\bcan be\b|\bmight\b|\bconsider|\breasonable\b|\boption|可考虑|可以|可选|酌情", re.IGNORECASE
)
_WORD: Final = re.compile(r"\b(?:" + "|".join(sorted(_COUNTED)) + r")\b")
_QUANTITY: Final = re.compile(
    r"(?<![A-Za-z\d.])(?P<low>\d+(?:[.,]\d+)?)(?:\s*(?:-|to|or|至|～|~)\s*(?P<high>\d+(?:[.,]\d+)?))?[\s-]*"
    r"(?:(?P<unit>%|[a-zµ]+(?:/[a-zµ0-9.²]+)*)|(?P<zh>岁|个月|月龄|周龄|天|日|周|年|小时|次|支|剂))?"
)
_UNITS: Final = (
    (r"minutes?|mins?|分钟", "days", 1 / 1440),
    (r"hours?|h|hrs?|小时", "days", 1 / 24),
    (r"days?|d|daily|天|日", "days", 1.0),
    (r"weeks?|wks?|weekly|周|周龄", "days", 7.0),
    (r"months?|mo|monthly|个月|月|月龄", "days", 30.0),
    (r"years?|yrs?|y|yearly|年|岁", "days", 365.0),
    (r"%|percent|per", "%", 1.0),
    (r"g", "mg", 1000.0),
    (r"mg", "mg", 1.0),
    (r"mcg|µg|micrograms?|ug", "mg", 0.001),
    (r"times?|doses?|episodes?|次|剂", "times", 1.0),
    (r"cm|centimetres?|centimeters?", "mm", 10.0),
    (r"mm|millimetres?|millimeters?", "mm", 1.0),
    (r"ml|millilitres?|milliliters?", "ml", 1.0),
    (r"l|litres?|liters?", "ml", 1000.0),
)
# "four or more headache days", "65 or older", "aged 45 to 75".
_FARTHER: Final = re.compile(
    r"[\s-]*(?:or (?:more|less|fewer|greater|higher|lower|above|below|over)|consecutive|completed|full|more)?"
    r"\s*(?:[a-z]+ )?(?P<unit>minutes?|hours?|days?|weeks?|months?|years?|%|mg|mm|cm)\b"
)
_AGE_BEFORE: Final = re.compile(r"\b(?:aged?|ages|older than|younger than)(?: \w+)?(?: \d+ (?:to|and|-))? ?$")
_BEFORE: Final = 30  # characters
_NO_UNITS: Final = frozenset(
    ("or", "and", "to", "of", "in", "with", "per", "at", "for", "from", "by", "on", "than", "if", "as", "but")
)
_ALIKE: Final = 0.08  # of the greater, by which two numbers may differ and be the same


@dataclass(frozen=True, slots=True)
class Signals:
    """``apart``: in what their words differ, with the numbers; ``alike``: what both tell the same."""

    apart: dict[str, Numbers | None]
    alike: frozenset[str]
    numbers: tuple[frozenset[str], frozenset[str]]  # all that each names, grades and labels left out
    shared: int  # kinds of which both name numbers, and some the same
    unlike: int  # kinds of which both name numbers and none the same
    partly: int  # kinds of which they share some
    overlap: int  # kinds of which both name ranges that meet without being the same: 8 weeks, 6 to 12 weeks
    single: int  # kinds unlike of which each names one number
    near: float  # how near the nearest unlike ones are, 0 to 1: 5.0 and 5.5 cm may be one threshold
    first: tuple[bool, bool]  # whether each speaks of what comes first
    only: tuple[bool, bool]
    every: tuple[bool, bool]
    may: tuple[bool, bool]


def signals_of(one: View, other: View) -> Signals:
    """Compare word by word and number by number."""
    apart: dict[str, Numbers | None] = {}
    alike: set[str] = set()
    for attribute, numbers in _measured(one, other):
        if numbers is None:
            alike.add(attribute)
        else:
            apart[attribute] = numbers
    ways = {one.record.direction, other.record.direction}
    if len(ways) == 1 or ways <= _NO_POSITION:
        alike.add("direction")
    elif ways & _NO_POSITION:
        apart["position"] = None
    else:
        apart["direction"] = None
    weights = {one.record.weight, other.record.weight}
    if weights == {"strong", "weak"}:
        apart["strength"] = None
    elif len(weights) == 1 and "none" not in weights:
        alike.add("strength")
    texts = one.record.text, other.record.text
    return Signals(
        apart,
        frozenset(alike),
        (numbers_in(texts[0]), numbers_in(texts[1])),
        *_kinds(quantities_in(texts[0]), quantities_in(texts[1])),
        *(tuple(form.search(words) is not None for words in texts) for form in (_FIRST, _ONLY, _ALL, _MAY)),  # type: ignore[arg-type]
    )


def _kinds(ours: Ranges, theirs: Ranges) -> tuple[int, int, int, int, int, float]:
    shared = unlike = partly = overlap = single = 0
    near = 0.0
    for kind in ours.keys() & theirs.keys():
        one, other = ours[kind], theirs[kind]
        same = [a for a in one if any(_same(a, b) for b in other)]
        if same:
            shared += 1
            partly += len(same) < len(one) or len(one) != len(other)
        elif any(_meet(a, b) for a in one for b in other):
            overlap += 1
        else:
            unlike += 1
            single += len(one) == len(other) == 1
            near = max(near, *(_nearness(a, b) for a in one for b in other))
    return shared, unlike, partly, overlap, single, near


def _same(one: Range, other: Range) -> bool:
    """Two years and 24 months, eight weeks and two months, are the same."""
    return all(abs(a - b) <= _ALIKE * max(abs(a), abs(b)) for a, b in zip(one, other, strict=True))


def _meet(one: Range, other: Range) -> bool:
    return min(one[1], other[1]) * (1 + _ALIKE) >= max(one[0], other[0])


def _nearness(one: Range, other: Range) -> float:
    small, great = sorted((sum(one) / 2, sum(other) / 2))
    return small / great if great > 0 else 0.0


def numbers_in(text: str, *, bracketed: bool = False) -> frozenset[str]:
    """Numbers of a statement in digits, as words, and of "annually"; not those of its label or grade.

    ``bracketed``: also those in brackets that are no grade.
    """
    bare = _LABEL.sub("", text)
    bare = _BRACKETED.sub(_unless_grade, bare).lower() if bracketed else _GRADE.sub(" ", bare).lower()
    found = {f"{float((a or b).replace(',', '')):g}" for a, b in _NUMBER.findall(bare)}
    for word in re.findall(r"[a-z]+", bare):
        if word in _WORDS:
            found.add(_WORDS[word])
        elif word in _PACES:
            found.add(f"{_PACES[word] / 30:.0f}")
    return frozenset(found)


def _unless_grade(match: re.Match[str]) -> str:
    return " " if is_mark(match[0]) else match[0]


def quantities_in(text: str) -> Ranges:
    """Numbers and ranges by what they are of: times in days, lengths in mm, doses, pressures, bare ones."""
    bare = _GRADE.sub(" ", _LABEL.sub("", text)).lower().replace("–", "-").replace("—", "-")
    bare = _WORD.sub(lambda match: _WORDS[match[0]], bare)
    found: dict[str, list[Range]] = {}
    for match in _QUANTITY.finditer(bare):
        kind, size = _unit(match, bare)
        low, high = (
            round(float((match[end] or match["low"]).replace(",", "")) * size, 4) for end in ("low", "high")
        )
        found.setdefault(kind, []).append((low, max(low, high)))
    for word in re.findall(r"(?<![\d-])(?<!\d )\b[a-z]+", bare):  # not the "monthly" of "3-monthly"
        if word in _PACES:
            found.setdefault("days", []).append((_PACES[word], _PACES[word]))
    return {kind: list(dict.fromkeys(values)) for kind, values in found.items()}


def _unit(match: re.Match[str], text: str) -> tuple[str, float]:
    """Of what a number is, and how many of it: the word behind it, else one a little farther, else an age."""
    unit = match["unit"] or match["zh"] or ""
    later = _FARTHER.match(text, match.end("high") if match["high"] else match.end("low"))
    for word in (unit, later["unit"] if later else ""):
        known = next(((kind, size) for form, kind, size in _UNITS if re.fullmatch(form, word)), None)
        if word and known is not None:
            return known
    if _AGE_BEFORE.search(text, max(0, match.start() - _BEFORE), match.start()):
        return "days", 365.0
    return ("" if unit in _NO_UNITS else unit[:8]), 1.0


def _measured(one: View, other: View) -> Iterator[tuple[str, Numbers | None]]:
    """Of each kind of number that both tell: the two nearest if none are the same, else ``None``."""
    kinds: tuple[tuple[str, _Numbers, _Unlike], ...] = (
        ("threshold", lambda view: [n for _, n in view.amounts], _unlike),
        ("dose", lambda view: [n for _, n in view.doses], _unlike),
        ("duration", lambda view: view.durations, differ),
        ("interval", lambda view: view.intervals, differ),
        ("age", lambda view: view.ages, _other_ages),
        ("count", lambda view: [n for _, n in view.counts], _unlike),
    )
    for attribute, of, unlike in kinds:
        pairs = [(a, b) for a in of(one) for b in of(other) if a.unit == b.unit]
        if pairs:
            same = any(not unlike(a, b) for a, b in pairs)
            yield attribute, None if same else min(pairs, key=_distance)


def _unlike(one: Measured, other: Measured) -> bool:
    return (one.low, one.high) != (other.low, other.high)


def _other_ages(one: Measured, other: Measured) -> bool:
    return abs(one.low - other.low) >= 1 or abs(min(one.high, 120.0) - min(other.high, 120.0)) > 1


def _distance(pair: Numbers) -> float:
    return abs(pair[0].low - pair[1].low) / max(abs(pair[0].low), abs(pair[1].low), 1e-6)
