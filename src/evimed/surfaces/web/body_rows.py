"""A body of evidence as its page shows it: studies with the effect that counts, a picture, domains."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from evimed.catalogue import Language, text
from evimed.knowledge.grading.body import p_words
from evimed.knowledge.grading.pooling import is_ratio
from evimed.knowledge.grading.worksheet import Domain
from evimed.surfaces.study_csv import effect_words
from evimed.surfaces.web.appraisal_rows import (
    certainty_words,
    decision_words,
    options_of,
    place_of,
)
from evimed.surfaces.web.present import tongue
from evimed.surfaces.web.rendering import link

_WIDE: Final = 400  # of the picture, in its own units
_ROW: Final = 22
_BEYOND: Final = 0.06  # of the scale, left free at both ends
Json = Mapping[str, Any]


def sheet_of_body(told: Json, library: str, language: Language, entered: Mapping[str, str]) -> dict[str, Any]:
    """The worksheet, ``evimed/body/1``. ``entered`` is what a form that was refused held."""
    titles = {one["document"]["id"]: one["document"]["title"] for one in told["studies"]}
    decision = told["grade"]["decision"]
    decided = {domain: (by, reason) for domain, by, reason in decision["steps"]} if decision else {}
    together = told["together"]
    return {
        "studies": [_study(one, library, language) for one in told["studies"]],
        "together": effect_words(together) if together else None,
        "numbers": together,
        "p": p_words(together["p"]) if together else None,
        "picture": picture_of(told),
        "doubts": [_finding(one, titles, library, language) for one in told["doubts"]],
        "start": certainty_words(told["grade"]["start"], language),
        "domains": [
            {
                "name": one["domain"],
                "title": text(f"grading.domain.{one['domain']}", language),
                "help": text(f"appraisal.domain.{one['domain']}", language),
                "findings": [_finding(found, titles, library, language) for found in one["findings"]],
                **options_of(cast("Domain", one["domain"]), decided.get(one["domain"]), language, entered),
            }
            for one in told["grade"]["domains"]
        ],
        "decision": decision_words(decision, language) if decision else None,
        "history": [decision_words(one, language) for one in told["grade"]["history"]],
    }


def _study(one: Json, library: str, language: Language) -> dict[str, Any]:
    document = one["document"]
    counts = one["counts"]
    counted = one["effects"][abs(counts) - 1] if counts else None
    choices = [(0, text("body.none", language))]
    for number, effect in enumerate(one["effects"], start=1):
        words = effect_words(effect)
        choices += [(number, words), (-number, text("body.turned", language, effect=words))]
    return {
        "id": document["id"],
        "title": document["title"],
        "lang": tongue(document["title"]),
        "href": link(f"/documents/{document['id']}/appraise", library=library),
        "design": text(f"grading.design.{one['design']['name']}", language),
        "size": f"{one['size']['number']:,}" if one["size"] else None,
        "choices": [{"value": value, "label": label, "chosen": value == counts} for value, label in choices],
        "place": place_of(counted["quote"], counted["chars"], document["id"], library) if counted else None,
    }


def _finding(one: Json, titles: Mapping[str, str], library: str, language: Language) -> dict[str, Any]:
    return {
        "by": f"{one['by']:+d}".replace("-", "−") if one["by"] else None,
        "why": text(f"grading.why.{one['why']}", language, **one["values"]),
        "places": [
            {
                "title": titles[cite["document"]],
                "lang": tongue(titles[cite["document"]]),
                "place": place_of(cite["quote"], cite["chars"], cite["document"], library),
            }
            for cite in one["cites"]
        ],
    }


def choices_of(fields: Mapping[str, str]) -> dict[str, int]:
    """The effects that a form has chosen, by document."""
    found: dict[str, int] = {}
    for name, value in fields.items():
        digits = value.removeprefix("-")
        if name.startswith("effect_") and digits.isascii() and digits.isdecimal() and len(digits) < 4:
            found[name.removeprefix("effect_")] = int(value)
    return found


def picture_of(told: Json) -> dict[str, Any] | None:
    """Intervals over one scale, that of all together last; ``None``: fewer than two share a scale."""
    shown = [(one["document"]["title"], one["effect"]) for one in told["studies"]]
    effects = [effect for _, effect in shown if effect is not None]
    kinds = {is_ratio(effect["measure"]) for effect in effects}
    if len(effects) < 2 or len(kinds) > 1:
        return None
    ratio = kinds.pop()
    if ratio and any(min(one["low"], one["value"]) <= 0 for one in effects):
        return None
    together = told["together"]
    rows = [*shown, *([(None, together)] if together else [])]
    ends = [end for _, one in rows if one is not None for end in (one["low"], one["high"])]
    nothing = 1.0 if ratio else 0.0
    at = _scale([*ends, nothing], ratio=ratio)
    return {
        "wide": _WIDE,
        "high": _ROW * len(rows) + 4,
        "nothing": at(nothing),
        "rows": [
            {
                "title": title,
                "words": effect_words(one) if one is not None else None,
                "y": _ROW * number + _ROW // 2 + 2,
                "low": at(one["low"]) if one is not None else None,
                "high": at(one["high"]) if one is not None else None,
                "value": at(one["value"]) if one is not None else None,
            }
            for number, (title, one) in enumerate(rows)
        ],
    }


def _scale(ends: Sequence[float], *, ratio: bool) -> Any:
    values = [math.log(one) if ratio else one for one in ends]
    first, last = min(values), max(values)
    width = (last - first) or 1.0

    def at(value: float) -> float:
        share = ((math.log(value) if ratio else value) - first) / width
        return round(_WIDE * (_BEYOND + (1 - 2 * _BEYOND) * share), 1)

    return at
