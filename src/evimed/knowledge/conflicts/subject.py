"""Whether two guidelines are on one subject: told from what they say, not from their titles alone.

Titles name one disease in many ways ("hematuria", "blood in urine"), and titles that share a word may be on
two ("diabetes in pregnancy", "diabetes"). So the concepts of both documents, the vectors of their statements
and the titles are weighed together (``subject.json``, fitted by ``scripts/fit_subject.py`` on topics that the
comparer used for them was not taught).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np

from evimed.knowledge.conflicts.compare import related
from evimed.knowledge.conflicts.rarity import place_of, rarity
from evimed.knowledge.conflicts.views import Guide, general
from evimed.ports import ReadStatement, Vectors

_SEVERAL: Final = 6  # statements of each, the nearest, that tell the subject
_MAY: Final = 0.1  # cosine of concepts below which nothing is read
_ONE: Final = -1.5  # log odds from which two documents are on one subject


def may_share_subject(one: Guide, other: Guide) -> bool:
    """Whether reading both can show one subject: it is cheap, and leaves few pairs of a library."""
    return related(one, other) or float(one.concepts @ other.concepts) >= _MAY


def share_subject(
    one: Guide, other: Guide, read: tuple[Sequence[ReadStatement], Sequence[ReadStatement]]
) -> bool:
    """Whether two documents, their statements read, are on one subject."""
    told = features_of(one, other, read)
    weights = _fitted()["weights"]
    return weights["bias"] + sum(weights[name] * value for name, value in told.items()) > _ONE


def features_of(
    one: Guide, other: Guide, read: tuple[Sequence[ReadStatement], Sequence[ReadStatement]]
) -> dict[str, float]:
    """What the weighing sees, by name."""
    nearest, middle = nearness(*read)
    titles = _rarity(one.title), _rarity(other.title)
    both = _rarity(one.title & other.title)
    within = (
        len(one.title & other.topic) / max(1, len(one.title)),
        len(other.title & one.topic) / max(1, len(other.title)),
    )
    return {
        "concepts": float(one.concepts @ other.concepts),
        "nearest": nearest,
        "middle": middle,
        "titles": both / min(titles) if min(titles) > 0 else 0.0,
        "title in topic": max(within),
        "titles in topics": min(within),
        # Screening for a disease is another subject than its treatment.
        "other care": float(bool(one.care and other.care and not one.care & other.care)),
    }


def nearness(one: Sequence[ReadStatement], other: Sequence[ReadStatement]) -> tuple[float, float]:
    """Mean cosine of the nearest statements of both, and the median of all."""
    if not one or not other:
        return 0.0, 0.0
    ours, theirs = (np.array([_unit(each.vector) for each in side]) for side in (one, other))
    best = [(ours @ theirs.T).max(axis=axis) for axis in (0, 1)]
    nearest = [float(np.sort(side)[-_SEVERAL:].mean()) for side in best]
    return sum(nearest) / 2, sum(float(np.median(side)) for side in best) / 2


def _rarity(concepts: Iterable[str]) -> float:
    return float(sum(rarity()[place_of(one)] for one in concepts if one not in general()))


def _unit(vector: Vectors) -> Vectors:
    return vector / np.maximum(np.linalg.norm(vector), np.float32(1e-6))


@cache
def _fitted() -> Mapping[str, Mapping[str, float]]:
    held = files("evimed.knowledge.conflicts").joinpath("subject.json").read_text("utf-8")
    fitted: Mapping[str, Mapping[str, float]] = json.loads(held)
    return fitted
