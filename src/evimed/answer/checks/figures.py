"""Single numbers as they stand in a text, with their units; digits that are part of a name are none."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from evimed.answer.checks.numerals import (
    CHINESE,
    DIGITS,
    ENGLISH,
    MULTIPLIERS,
    chinese_number,
    english_number,
)
from evimed.answer.checks.units import ATOMS, BARE, Unit, parse_unit

_NUMBER = re.compile(
    rf"(?P<digits>(?<![\d.])(?:{DIGITS}))"
    r"(?P<power> ?[x×*] ?10\^?(?P<exp>-?\d+)|e(?P<e>[+-]?\d+)(?![a-z\d]))?"
    rf"|(?P<zh>{CHINESE})|(?<![a-z-])(?P<en>{ENGLISH})"
)
_GLUED = re.compile(r"[a-z\u0370-\u03ff_](?:-|_)?$|[a-z]\d+[a-z]*-$")  # IL-6, COVID-19, B12, 7p21-22
_NAMED = re.compile(r"-?[a-z\u0370-\u03ff]")  # 5-HT, 3D, 17β-estradiol
_COUNTED = re.compile(r"-(?:dose|arm|way|item|point|drug|to|or|and|in|lead|site|center|centre)\b")
_NTH = re.compile(r"(?:st|nd|rd|th)(?![a-z])")
_MINUS = re.compile(r"(?:^|(?<!\d)[\s(=<>≤≥,])-$")
_NEIGHBOURS = re.compile("([一二三四五六七八])([二三四五六七八九])(十?)")
_MULTIPLIED = re.compile(rf" ?({'|'.join(MULTIPLIERS)})(?![a-z])")
_GAP = re.compile(r"[ -]?(?:多|余)?个?")
_LEVEL = re.compile(r" ?(?:ci\b|cri\b|confidence|credible|置信|可信)")
_LABEL = re.compile(
    r"\b(?:phase|grade|stage|class|type|level|week|day|month|year|factor|category|tier|visit|cycle|dose"
    r"|section|article|table|figure|step|line|no\.?|number|part|chapter|group|arm|cohort|score|domain)s? ?$"
    r"|第 ?$"
)
_CURRENCIES = {"$": "美元", "€": "欧元", "¥": "元"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it stands, before ranges are made; ``about``: 七八日 is 7 to 8 days."""

    start: int
    end: int
    number: float
    unit: Unit
    ordinal: bool
    about: float | None = None


def find_figures(lower: str, taken: bytearray) -> list[Figure]:
    """Numbers outside of what is ``taken`` (which they join), in order."""
    found: list[Figure] = []
    for match in _NUMBER.finditer(lower):
        start, end = match.span()
        if any(taken[start:end]):
            continue
        # What another reading has taken (每日1次 in "75 mg每日1次") is no part of the unit.
        limit = taken.find(1, end)
        figure = _figure(lower[:limit] if limit >= 0 else lower, match)
        if figure is not None and not any(taken[figure.start : figure.end]):
            taken[figure.start : figure.end] = b"\1" * (figure.end - figure.start)
            found.append(figure)
    return found


def share_units(lower: str, figures: list[Figure]) -> list[Figure]:
    """``5, 10 or 20 mg``: the unit at the end of a list belongs to all of it."""
    shared = list(figures)
    lent: set[int] = set()
    for at in range(len(shared) - 2, -1, -1):
        here, after = shared[at], shared[at + 1]
        if here.unit == BARE and after.unit != BARE and not here.ordinal:
            between = lower[here.end : after.start]
            # A comma joins a list only where the list goes on: not in "HR 1.5, 95% CI".
            if _JOINS.fullmatch(between) or (_COMMA.fullmatch(between) and after.end in lent):
                shared[at] = replace(here, unit=after.unit)
                lent.add(here.end)
    return shared


_JOINS = re.compile(r" ?(?:、|和|与|或|及|/|-|~|至|到|±|\+/-|,? ?or|,? ?and|to|vs\.?|versus) ?")
_COMMA = re.compile(r" ?, ?")


def _figure(lower: str, match: re.Match[str]) -> Figure | None:
    start, end = match.span()
    head = lower[max(0, start - 12) : start]
    if match["digits"] and _GLUED.search(head):
        return None
    value = _value(match)
    if value is None:
        return None
    if match["digits"] and (nth := _NTH.match(lower, end)):
        return Figure(start, nth.end(), value, BARE, ordinal=True)
    if match["digits"] and _MINUS.search(head[-3:]):
        start, value = start - 1, -value
    times = 1.0
    if not match["zh"] and (multiplied := _MULTIPLIED.match(lower, end)):
        times, end = MULTIPLIERS[multiplied[1]], multiplied.end()
    about = _about(match)
    ordinal = bool(_LABEL.search(head))
    found = _unit(lower, end)
    if found is None and _is_no_number(lower, end, match, ordinal=ordinal):
        return None
    unit, end = found or (BARE, end)
    figure = Figure(start, end, value * times, unit, ordinal, about)
    if unit.dimension in ("level", "stage"):
        return replace(figure, unit=BARE, ordinal=True)
    return _currency(lower, figure)


def _value(match: re.Match[str]) -> float | None:
    if match["digits"]:
        value = float(match["digits"].replace(",", ""))
        return value * 10.0 ** int(match["exp"] or match["e"]) if match["power"] else value
    if match["zh"]:
        pair = _NEIGHBOURS.fullmatch(match["zh"])
        return _decade(pair, 1) if pair else chinese_number(match["zh"])
    return english_number(match["en"])


def _about(match: re.Match[str]) -> float | None:
    pair = _NEIGHBOURS.fullmatch(match["zh"] or "")
    return _decade(pair, 2) if pair else None


def _decade(pair: re.Match[str], which: int) -> float:
    return (10.0 if pair[3] else 1.0) * (chinese_number(pair[which]) or 0.0)


def _unit(lower: str, end: int) -> tuple[Unit, int] | None:
    """The unit after a number, perhaps behind a blank, a hyphen or 个."""
    gap = _GAP.match(lower, end)
    for at in dict.fromkeys((end, gap.end() if gap else end, end + 1)):
        if at != end and (end >= len(lower) or lower[end] not in " -多余个"):
            continue
        parsed = parse_unit(lower, at)
        if parsed is not None:
            unit, after = parsed
            if unit.dimension == "fraction" and _LEVEL.match(lower, after):
                unit = Unit("confidence", unit.size)
            return unit, after
    return None


def _is_no_number(lower: str, end: int, match: re.Match[str], *, ordinal: bool) -> bool:
    """Whether a numeral without a unit is part of a word: 三七, 四君子汤, 5-HT."""
    if match["zh"]:
        return not ordinal
    return bool(match["digits"] and _NAMED.match(lower, end) and not _COUNTED.match(lower, end))


def _currency(lower: str, figure: Figure) -> Figure:
    sign = lower[figure.start - 1 : figure.start]
    if sign in ("$", "€", "¥", "£") and figure.unit == BARE:
        unit = ATOMS.get(_CURRENCIES.get(sign, ""), Unit("sterling", 1.0))
        return replace(figure, start=figure.start - 1, unit=unit)
    return figure
