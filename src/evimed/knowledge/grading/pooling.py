"""Effects of several studies set against each other: direction, overlap, heterogeneity, all of them together.

Worked out from effects and intervals as printed, for whoever judges a body of evidence. It is no
meta-analysis: nobody has looked for all studies, nor taken the numbers from their tables.

References
----------
J. P. T. Higgins, S. G. Thompson: Quantifying heterogeneity in a meta-analysis. Stat Med 2002;21:1539 (I²).
R. DerSimonian, N. Laird: Meta-analysis in clinical trials. Control Clin Trials 1986;7:177 (random effects).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import NormalDist
from typing import Final, Literal

from evimed.knowledge.grading.effects import Effect

Measure = Literal["HR", "OR", "RR", "IRR", "MD", "SMD", "RD"]
Side = Literal["below", "above", "unclear"]
RATIOS: Final[frozenset[Measure]] = frozenset(("HR", "OR", "RR", "IRR"))
# As printed, folded; the first that fits. 风险比 stands for hazard and for risk ratio: taken as RR.
_MEASURES: Final[tuple[tuple[Measure, str], ...]] = (
    ("HR", r"hazard|\ba?hr\b|危险比"),
    ("IRR", r"incidence rate|rate ratio|\birr\b"),
    ("OR", r"odds|\ba?or\b|优势比|比值比"),
    ("RR", r"risk ratio|relative risk|\ba?rr\b|风险比|相对危险度"),
    ("SMD", r"standardi[sz]ed|\bsmd\b|标准化"),
    ("RD", r"risk difference|\brd\b|率差"),
    ("MD", r"mean difference|\b(?:w?md)\b|均数差"),
)
_LEVEL: Final = re.compile(r"(\d{2}(?:\.\d)?)\s*%\s*(?:CI|confidence|可信|置信)", re.IGNORECASE)
_LOPSIDED: Final = (
    0.2  # of the width of an interval: its effect further from the middle was misread, or is no Wald one
)


@dataclass(frozen=True, slots=True)
class Estimate:
    """An effect on the scale it is added up on: the logarithm of a ratio, a difference as it is."""

    measure: Measure
    at: float
    error: float  # standard error


@dataclass(frozen=True, slots=True)
class Pooled:
    """Estimates of one measure together; effects and interval are as they would be printed, at 95 %."""

    measure: Measure
    studies: int
    value: float
    low: float
    high: float
    q: float
    p: float  # that chance alone would give a Q as large
    i2: float  # per cent


def measure_of(words: str) -> Measure | None:
    """Which measure a printed name is of; ``None``: it is not known."""
    folded = words.lower()
    return next((name for name, pattern in _MEASURES if re.search(pattern, folded)), None)


def is_ratio(words: str) -> bool:
    """Whether a printed measure is a ratio, whose no effect is 1."""
    return measure_of(words) in RATIOS


def inverted(effect: Effect) -> Effect:
    """The same effect with the groups the other way round."""
    if is_ratio(effect.measure):
        if min(effect.low, effect.value) <= 0:
            return effect
        value, low, high = 1 / effect.value, 1 / effect.high, 1 / effect.low
    else:
        value, low, high = -effect.value, -effect.high, -effect.low
    return Effect(effect.measure, value, low, high, effect.chars)


def side_of(effect: Effect) -> Side:
    """On which side of no effect the whole interval lies."""
    nothing = 1.0 if is_ratio(effect.measure) else 0.0
    if effect.high < nothing:
        return "below"
    return "above" if effect.low > nothing else "unclear"


def estimate_of(effect: Effect, words: str) -> Estimate | None:
    """What can be added up of an effect; ``None`` where its interval does not fit it.

    Parameters
    ----------
    effect
        As read.
    words
        The characters it was read from: they tell the level of the interval; 95 % where they do not.
    """
    measure = measure_of(effect.measure)
    if measure is None or effect.high <= effect.low:
        return None
    numbers = (effect.value, effect.low, effect.high)
    if measure in RATIOS:
        if min(numbers) <= 0:
            return None
        numbers = tuple(math.log(one) for one in numbers)
    at, low, high = numbers
    if not low <= at <= high or abs(at - (low + high) / 2) > _LOPSIDED * (high - low):
        return None
    told = _LEVEL.search(words)
    level = float(told[1]) / 100 if told is not None else 0.95
    if not 0.5 < level < 1:
        return None
    return Estimate(measure, at, (high - low) / (2 * NormalDist().inv_cdf((1 + level) / 2)))


def pool(estimates: Sequence[Estimate]) -> Pooled | None:
    """Estimates of one measure together, with random effects; ``None``: fewer than two, or mixed measures."""
    if len(estimates) < 2 or len({one.measure for one in estimates}) > 1:
        return None
    weights = [1 / one.error**2 for one in estimates]
    total = sum(weights)
    fixed = sum(w * one.at for w, one in zip(weights, estimates, strict=True)) / total
    q = sum(w * (one.at - fixed) ** 2 for w, one in zip(weights, estimates, strict=True))
    free = len(estimates) - 1
    spread = max(0.0, (q - free) / (total - sum(w * w for w in weights) / total))
    random = [1 / (one.error**2 + spread) for one in estimates]
    at = sum(w * one.at for w, one in zip(random, estimates, strict=True)) / sum(random)
    half = NormalDist().inv_cdf(0.975) / math.sqrt(sum(random))
    shown = [at, at - half, at + half]
    measure = estimates[0].measure
    value, low, high = (math.exp(one) for one in shown) if measure in RATIOS else shown
    i2 = max(0.0, (q - free) / q) * 100 if q > 0 else 0.0
    return Pooled(measure, len(estimates), value, low, high, q, chi_square_tail(q, free), i2)


def apart(effects: Sequence[Effect]) -> list[tuple[int, int]]:
    """Pairs, by their place, whose intervals share nothing."""
    return [
        (one, other)
        for (one, first), (other, second) in combinations(enumerate(effects), 2)
        if first.high < second.low or second.high < first.low
    ]


def chi_square_tail(q: float, free: int) -> float:
    """The probability of at least ``q`` under a chi-square law with ``free`` degrees of freedom."""
    if q <= 0:
        return 1.0
    half = q / 2
    # Γ(s, x)/Γ(s) climbs by x^s e^-x / Γ(s + 1) from s to s + 1; it is known at 1/2 and 1.
    place, tail = (0.5, math.erfc(math.sqrt(half))) if free % 2 else (1.0, math.exp(-half))
    while place < free / 2:
        tail += math.exp(place * math.log(half) - half - math.lgamma(place + 1))
        place += 1
    return min(1.0, tail)
