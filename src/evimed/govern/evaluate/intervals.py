"""Intervals: how far a share or a mean measured on a sample may be from the truth."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from random import Random

Z95 = 1.959963984540054  # 97.5 % quantile of the standard normal distribution


def wilson(right: int, total: int, *, z: float = Z95) -> tuple[float, float]:
    """Wilson score interval of a share, 95 % unless ``z`` says otherwise; (0, 1) where nothing was counted.

    References
    ----------
    Wilson 1927, JASA 22:209; recommended for small samples by Brown, Cai & DasGupta 2001, Stat. Sci. 16:101.
    """
    if total == 0:
        return 0.0, 1.0
    share = right / total
    below = 1 + z * z / total
    middle = (share + z * z / (2 * total)) / below
    half = z / below * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return max(0.0, middle - half), min(1.0, middle + half)


def bootstrap(
    values: Sequence[float],
    statistic: Callable[[Sequence[float]], float],
    *,
    rounds: int = 1000,
    seed: int = 1,
    level: float = 0.95,
) -> tuple[float, float]:
    """Percentile bootstrap interval of ``statistic`` over ``values``; (nan, nan) where there are none.

    References
    ----------
    Efron & Tibshirani 1993, An Introduction to the Bootstrap, ch. 13.
    """
    if not values:
        return math.nan, math.nan
    rng = Random(seed)  # noqa: S311  -- resampling, not secrecy
    found = sorted(statistic([rng.choice(values) for _ in values]) for _ in range(rounds))
    tail = (1 - level) / 2
    last = rounds - 1
    return found[round(tail * last)], found[round((1 - tail) * last)]
