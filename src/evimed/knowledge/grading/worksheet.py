"""The GRADE worksheet: where the certainty of evidence starts, and what moves it, each with its reason.

The start follows from the design. What a text tells of bias, imprecision or a large effect is put forward
as a suggestion with its quotation; nothing is moved until a person decides, by name.

References
----------
G. H. Guyatt et al.: GRADE: an emerging consensus on rating quality of evidence and strength of
recommendations. BMJ 2008;336:924. Large effect: RR > 2 or < 0.5 one level, > 5 or < 0.2 two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from evimed.errors import InputError
from evimed.knowledge.grading.designs import Design
from evimed.knowledge.grading.effects import Effect
from evimed.knowledge.grading.study import Study
from evimed.records import Span

Certainty = Literal["high", "moderate", "low", "very low"]
Domain = Literal[
    "risk_of_bias", "inconsistency", "indirectness", "imprecision", "publication_bias",
    "large_effect", "dose_response", "opposing_confounding",
]  # fmt: skip
SCHEME: Final = "GRADE"
CERTAINTIES: Final[tuple[Certainty, ...]] = ("very low", "low", "moderate", "high")
# By how much each may move: down one or two, up one (a large effect one or two).
DOMAINS: Final[Mapping[Domain, tuple[int, ...]]] = {
    "risk_of_bias": (-1, -2),
    "inconsistency": (-1, -2),
    "indirectness": (-1, -2),
    "imprecision": (-1, -2),
    "publication_bias": (-1, -2),
    "large_effect": (1, 2),
    "dose_response": (1,),
    "opposing_confounding": (1,),
}
_UP: Final = frozenset(("large_effect", "dose_response", "opposing_confounding"))
_RANDOMISED: Final[frozenset[Design]] = frozenset(("rct", "systematic_review"))
_FEW: Final = (
    400  # people: fewer than the optimal information size of the GRADE handbook for continuous outcomes
)
_RATIOS: Final = re.compile(r"ratio|\b(?:hr|or|rr|irr|aor|ahr)\b|比|危险度", re.IGNORECASE)
_BIAS: Final = re.compile(
    r"[^.。\n]*\b(?:open[- ]label|not blinded|unblinded|single[- ]blind|lost to follow[- ]up|high risk of bias|attrition|early termination|terminated early)\b[^.。\n]*[.。]?"
    r"|[^。\n]*(?:开放标签|未设盲|非盲|失访|提前终止|偏倚风险(?:高|较高))[^。\n]*。?",
    re.IGNORECASE,
)
_INCONSISTENT: Final = re.compile(
    r"I\s?[²2]\s*(?:was|of|=|:|＝|为)?\s*(\d{1,3}(?:\.\d+)?)\s*%", re.IGNORECASE
)
_HETEROGENEOUS: Final = re.compile(
    r"[^.。\n]*(?:substantial|considerable|significant) heterogeneity[^.。\n]*[.。]?|[^。\n]*异质性(?:较大|显著|明显)[^。\n]*。?",
    re.IGNORECASE,
)
_DOSE: Final = re.compile(
    r"[^.。\n]*(?:dose[- ](?:response|dependent)|剂量(?:反应|效应|依赖))[^.。\n]*[.。]?", re.IGNORECASE
)
_PUBLICATION: Final = re.compile(
    r"[^.。\n]*(?:publication bias|funnel plot asymmetr\w+|发表偏倚|漏斗图不对称)[^.。\n]*[.。]?",
    re.IGNORECASE,
)
_NEGATED: Final = re.compile(
    r"\b(?:no|without|not|absence of)\b[^.]{0,30}(?:publication bias|heterogeneity)|(?:无|未(?:见|发现))[^。]{0,10}(?:偏倚|异质性)",
    re.IGNORECASE,
)
_INCONSISTENT_FROM: Final = 50.0  # per cent of I²: substantial heterogeneity (Cochrane handbook, 10.10.2)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the text gives for moving the certainty in one domain; ``chars`` are the words it stands on."""

    domain: Domain
    by: int
    why: str  # id of the reason, whose words are in the catalogue
    chars: Span


@dataclass(frozen=True, slots=True)
class Step:
    """What a person decided in one domain, with the reason."""

    domain: Domain
    by: int
    reason: str


def start_of(design: Design) -> Certainty:
    """Where the certainty starts: randomised trials high, everything else low."""
    return "high" if design in _RANDOMISED else "low"


def certainty_of(start: Certainty, steps: Sequence[Step]) -> Certainty:
    """The certainty after all steps, never below very low nor above high.

    Raises
    ------
    InputError
        ``grade_domain_unknown``: no such domain. ``grade_step_invalid``: it cannot move by that much.
        ``grade_domain_twice``: one domain moves once. ``grade_reason_missing``: a step without a reason.
    """
    seen: set[str] = set()
    for step in steps:
        if step.domain not in DOMAINS:
            raise InputError("grade_domain_unknown", domain=step.domain, valid=", ".join(DOMAINS))
        if step.by not in DOMAINS[step.domain]:
            valid = ", ".join(f"{by:+d}" for by in DOMAINS[step.domain])
            raise InputError("grade_step_invalid", domain=step.domain, by=f"{step.by:+d}", valid=valid)
        if step.domain in seen:
            raise InputError("grade_domain_twice", domain=step.domain)
        if not step.reason.strip():
            raise InputError("grade_reason_missing", domain=step.domain)
        seen.add(step.domain)
    place = CERTAINTIES.index(start) + sum(step.by for step in steps)
    return CERTAINTIES[max(0, min(len(CERTAINTIES) - 1, place))]


def suggestions(text: str, study: Study) -> list[Suggestion]:
    """What the text itself gives for moving the certainty; a person decides."""
    return list(_suggest(text, study))


def _suggest(text: str, study: Study) -> Iterator[Suggestion]:
    if (match := _BIAS.search(text)) is not None:
        yield Suggestion("risk_of_bias", -1, "bias", _trimmed(text, match.span()))
    for match in _INCONSISTENT.finditer(text):
        if float(match[1]) >= _INCONSISTENT_FROM:
            yield Suggestion("inconsistency", -1, "i2", match.span())
            break
    else:
        if (match := _HETEROGENEOUS.search(text)) is not None and not _NEGATED.search(match[0]):
            yield Suggestion("inconsistency", -1, "heterogeneity", _trimmed(text, match.span()))
    if study.design.name in ("animal", "in_vitro"):
        yield Suggestion("indirectness", -2, "not_people", study.design.chars)
    crossing = next((one for one in study.effects if _crosses(one)), None)
    if crossing is not None:
        yield Suggestion("imprecision", -1, "no_effect_inside", crossing.chars)
    elif study.size is not None and study.size.number < _FEW:
        yield Suggestion("imprecision", -1, "few", study.size.chars)
    if (match := _PUBLICATION.search(text)) is not None and not _NEGATED.search(match[0]):
        yield Suggestion("publication_bias", -1, "publication", _trimmed(text, match.span()))
    if study.design.name not in _RANDOMISED:
        yield from _upwards(text, study)


def _upwards(text: str, study: Study) -> Iterator[Suggestion]:
    large = [(by, one) for one in study.effects if (by := large_effect(one))]
    if large:
        by, effect = min(large, key=lambda one: one[0])
        yield Suggestion("large_effect", by, "large", effect.chars)
    if (match := _DOSE.search(text)) is not None:
        yield Suggestion("dose_response", 1, "dose", _trimmed(text, match.span()))


def large_effect(effect: Effect) -> int:
    """0, 1 or 2: by how many levels a ratio is large, its interval leaving out no effect."""
    if not _RATIOS.search(effect.measure) or effect.value <= 0 or _crosses(effect):
        return 0
    if effect.value > 5 or effect.value < 0.2:
        return 2
    return 1 if effect.value > 2 or effect.value < 0.5 else 0


def _crosses(effect: Effect) -> bool:
    """Whether no effect lies inside the interval: 1 of a ratio, 0 of a difference."""
    nothing = 1.0 if _RATIOS.search(effect.measure) else 0.0
    return effect.low <= nothing <= effect.high


def _trimmed(text: str, span: Span) -> Span:
    words = text[slice(*span)]
    start = span[0] + len(words) - len(words.lstrip())
    return start, start + len(words.strip())


def is_upward(domain: Domain) -> bool:
    """Whether a domain raises the certainty."""
    return domain in _UP
