"""How a conflict is told in either language: who says what, in what they differ, for whom, of which date."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from evimed.catalogue import Language, text
from evimed.records import Document, Measured, Recommendation

Value = str | Sequence[float | str]  # as stored: words that need no language, or kind, low, high, relation

_UNITS: Final = {
    "mmhg": "mmHg",
    "kg/m2": "kg/m²",
    "mg/dl": "mg/dL",
    "g/dl": "g/dL",
    "mmol/l": "mmol/L",
    "ml/min": "mL/min",
    "ml/min/1.73m2": "mL/min/1.73 m²",
}
_YEAR: Final = re.compile(r"(?:19|20)\d\d")  # a version "3.0" is no date
_DAYS: Final = (("year", 365.0), ("month", 30.4), ("week", 7.0), ("day", 1.0))
_HOUR: Final = 1 / 24
_MONTH: Final = 365 / 12  # days; intervals are kept in months of a year
_NEAR: Final = 0.02  # of a number that is told as a whole one
_NUMBERED: Final = frozenset(("threshold", "dose", "duration", "interval", "age", "count"))
_LONGEST: Final = 160  # characters of a population that is quoted


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a conflict; a piece of a longer recommendation may have its own direction and people."""

    document: Document
    record: Recommendation
    direction: str = ""
    people: str | None = None


def value_of(number: Measured) -> Value:
    """A number as it is stored: ``≥150 mmHg``, or its kind and size where words are needed."""
    if number.kind in ("duration", "interval"):
        return number.kind, number.low, number.high, number.relation
    sign = {"<": "<", ">": "≥", "=": ""}[number.relation]
    low, high = (f"{edge:g}" if edge < 900 else "" for edge in (round(number.low, 2), round(number.high, 2)))
    if number.kind == "age":
        return f"{low}–{high}" if high else f"≥{low}"
    if number.kind == "count":
        return low
    told = low if low == high else f"{low}–{high}"
    unit = _UNITS.get(number.unit, number.unit)
    return f"{sign}{told}{'' if unit == '%' else ' '}{unit}"


def value_words(value: Value, language: Language) -> str:
    """A stored value in words: "every 2 years", 至少 10 天."""
    if isinstance(value, str):
        return value
    kind, low, high, relation = str(value[0]), float(value[1]), float(value[2]), str(value[3])
    if kind == "interval":
        return text(
            "conflict.number.every", language, time=_time(low * _MONTH, high * _MONTH, language, every=True)
        )
    time = _time(low, high, language)
    limits = {">": "conflict.number.least", "<": "conflict.number.most"}
    return text(limits[relation], language, time=time.strip()) if relation in limits else time.strip()


def explain(
    attribute: str,
    sides: Sequence[Side],
    values: Sequence[Value] | None,
    people: str,
    language: Language,
    *,
    version: bool,
) -> str:
    """A few plain sentences; ``people`` is how the populations compare."""
    told = {
        f"{name}_{place}": value
        for place, side in zip(("one", "other"), sides, strict=True)
        for name, value in _words(side, language).items()
    }
    if values is not None:
        told["value_one"], told["value_other"] = (value_words(value, language) for value in values)
    parts = [text(f"conflict.why.{_key(attribute, sides, values)}", language, **told)]
    dates = (told["date_one"], told["date_other"])
    dated = dates[0] != dates[1] and all(_YEAR.match(date) for date in dates)
    if version:
        parts.append(text("conflict.why.version" if dated else "conflict.why.undated", language, **told))
    else:
        parts += _for_whom(told, people, language)
        if dated:
            later, earlier = ("one", "other") if told["date_one"] > told["date_other"] else ("other", "one")
            parts.append(
                text(
                    "conflict.why.later",
                    language,
                    body=told[f"body_{later}"],
                    date=told[f"date_{later}"],
                    earlier=told[f"date_{earlier}"],
                )
            )
    return ("" if language == "zh" else " ").join(parts)


def _key(attribute: str, sides: Sequence[Side], values: Sequence[Value] | None) -> str:
    """A difference that reading showed is told plainly where no number or direction was made out of it."""
    ways = [side.direction or side.record.direction for side in sides]
    shown = {
        "direction": ways[0] != ways[1],
        "position": ways[0] != ways[1],
        "strength": all(side.record.strength is not None for side in sides),
    }
    return (
        f"plain.{attribute}"
        if not shown.get(attribute, attribute not in _NUMBERED or values is not None)
        else attribute
    )


def explain_silence(side: Side, other: str, language: Language) -> str:
    """What one body says and another, on the same subject, does not name."""
    words = _words(side, language)
    return text(
        "conflict.why.coverage",
        language,
        body=words["body"],
        direction=words["direction"],
        other=short_name(other),
    )


def _for_whom(told: Mapping[str, str], people: str, language: Language) -> list[str]:
    if told["people_one"] and told["people_other"] and told["people_one"] != told["people_other"]:
        parts = [text("conflict.why.people", language, **told)]
    else:
        parts = [
            text("conflict.why.whom", language, body=told[f"body_{place}"], people=told[f"people_{place}"])
            for place in ("one", "other")
            if told[f"people_{place}"] and told["people_one"] != told["people_other"]
        ]
    if people != "same" and not (told["people_one"] or told["people_other"]):
        narrower = "one" if people == "first_narrower" else "other"
        parts.append(text("conflict.why.narrower", language, body=told[f"body_{narrower}"]))
    return parts


def _words(side: Side, language: Language) -> dict[str, str]:
    strength, population = side.record.strength, side.record.population
    told = (population.text if population is not None else "") if side.people is None else side.people
    people = " ".join(told.split()).strip(" ,;，；")
    return {
        "body": short_name(side.record.body),
        "direction": text(f"conflict.direction.{side.direction or side.record.direction}", language),
        "strength": f"{strength.scheme} {strength.value}" if strength is not None else "–",
        "date": side.document.published or side.document.version or "–",
        "people": people if len(people) <= _LONGEST else "",
    }


def short_name(body: str) -> str:
    """The letters a body gives for its name, where it gives them."""
    letters = re.search(r"[(（]([A-Z][\w/-]{1,11})[)）]", body)
    return letters[1] if letters is not None else body


def _time(low: float, high: float, language: Language, *, every: bool = False) -> str:
    """Days in the greatest unit in which both ends are whole numbers."""
    scales = (*_DAYS, ("hour", _HOUR)) if low < 1 else _DAYS
    name, size = next(
        ((name, size) for name, size in scales if _whole(low / size) and _whole(high / size)), scales[-1]
    )
    first, last = round(low / size), round(high / size)
    if every and first == last == 1:
        return text(f"conflict.time.{name}.each", language)
    number = f"{first}" if first == last else f"{first}–{last}"
    return text(f"conflict.time.{name}.{'one' if number == '1' else 'many'}", language, number=number)


def _whole(number: float) -> bool:
    return number >= 1 - _NEAR and abs(number - round(number)) <= _NEAR * number
