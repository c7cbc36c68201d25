"""Statements of two documents compared by meaning: which answer one question, and whether they differ.

A trained comparer (port ``Comparer``) says how near two statements are and how they compare; words and
numbers say in what. All of it goes into two logistic weighings (``compared.json``, fitted by
``scripts/fit_comparer.py weigh`` on topics that the comparer was not taught): whether both answer one
question, and whether they differ if they do. So every decision can be taken apart again.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

from evimed.knowledge.conflicts.compare import Difference, People, people_of
from evimed.knowledge.conflicts.signals import Signals, signals_of
from evimed.knowledge.conflicts.views import Guide, View, weights_of
from evimed.knowledge.recommendations.advises import WAYS, advises, ways_of
from evimed.ports import Compared, Comparer, ReadStatement, Statement, Vectors

CLASSES: Final = ("unrelated", "near", "agree", "differ")
ATTRIBUTES: Final[tuple[str, ...]] = (
    "direction",
    "position",
    "threshold",
    "age",
    "interval",
    "dose",
    "duration",
    "timing",
    "count",
    "choice",
    "population",
    "strength",
    "other",
)
NEAREST: Final = 3  # statements of the other document that one is compared with


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two statements that may answer one question.

    ``closeness``: cosine of their vectors, what all statements of both documents share taken out. ``ranks``:
    how many of the other document's statements are closer to each.
    """

    one: View
    other: View
    closeness: float
    ranks: tuple[int, int]
    compared: Compared
    signals: Signals
    ways: tuple[tuple[float, ...], tuple[float, ...]]  # shares of the ways each may go
    people: People  # how those whom they speak of compare
    by_words: Difference | None = None  # what rules of wording alone find in them


def statement_of(view: View) -> Statement:
    """A view as the comparer reads it."""
    return Statement(view.record.heading, view.record.text)


def candidates(
    one: Guide,
    other: Guide,
    read: tuple[Sequence[ReadStatement], Sequence[ReadStatement]],
    comparer: Comparer,
    by_words: Sequence[Difference] = (),
) -> list[Candidate]:
    """The nearest statements of both, each pair compared. ``read``: of the views, in their order."""
    ours, theirs = one.views, other.views
    if not ours or not theirs:
        return []
    closeness = _closeness(*(np.array([each.vector for each in side]) for side in read))
    by_row = _ranks(closeness)
    by_column = _ranks(closeness.T).T
    places = [(int(a), int(b)) for a, b in np.argwhere((by_row < NEAREST) | (by_column < NEAREST))]
    shared, weights = one.topic & other.topic, weights_of((one, other))
    found = {(id(difference.one), id(difference.other)): difference for difference in reversed(by_words)}
    compared = comparer.compare_statements([(read[0][a], read[1][b]) for a, b in places])
    return [
        Candidate(
            ours[a],
            theirs[b],
            float(closeness[a, b]),
            (int(by_row[a, b]), int(by_column[a, b])),
            told,
            signals_of(ours[a], theirs[b]),
            (_ways(ours[a], read[0][a]), _ways(theirs[b], read[1][b])),
            people_of(ours[a], theirs[b], shared, weights),
            found.get((id(ours[a]), id(theirs[b]))),
        )
        for (a, b), told in zip(places, compared, strict=True)
    ]


def _ways(view: View, read: ReadStatement) -> tuple[float, ...]:
    """Which way a statement goes, as its words and as its reading tell, halves of each."""
    words = ways_of(view.record.text, view.record.heading)
    return tuple((float(a) + b) / 2 for a, b in zip(words, read.ways, strict=True))


def _closeness(ours: Vectors, theirs: Vectors) -> Vectors:
    """Cosines about the mean of both documents: their common subject tells no two statements apart."""
    mean = np.concatenate([ours, theirs]).mean(axis=0)
    one, other = (np.array([_unit(row - mean) for row in rows]) for rows in (ours, theirs))
    return np.asarray(one @ other.T, np.float32)


def _ranks(closeness: Vectors) -> NDArray[np.intp]:
    """In each row, how many are greater."""
    return np.argsort(np.argsort(-closeness, axis=1), axis=1)


def _unit(vector: Vectors) -> Vectors:
    return vector / np.maximum(np.linalg.norm(vector), np.float32(1e-6))


def features_of(one: Candidate) -> dict[str, float]:
    """What the weighing sees, by name."""
    scores = np.array(one.compared.classes)
    shares = np.exp(scores - scores.max())
    shares = np.log(shares / shares.sum() + 1e-4)
    signals = one.signals
    told = {f"class {name}": float(value) for name, value in zip(CLASSES, shares, strict=True)}
    for name, value in zip(ATTRIBUTES, one.compared.attributes, strict=True):
        told[f"attribute {name}"] = max(-6.0, min(3.0, value)) / 3
    told |= {f"apart {name}": 1.0 for name in signals.apart}
    told |= {f"alike {name}": 1.0 for name in signals.alike}
    ours, theirs = signals.numbers
    told["closeness"] = one.closeness
    told["first of both"] = float(one.ranks == (0, 0))
    told["rank"] = 1 / (1 + one.ranks[0]) + 1 / (1 + one.ranks[1])
    told["numbers apart"] = float(bool(ours) and bool(theirs) and not ours & theirs)
    told["numbers partly"] = float(bool(ours & theirs) and bool(ours ^ theirs))
    told["numbers alike"] = float(bool(ours) and ours == theirs)
    told["numbers of one"] = float(bool(ours) != bool(theirs))
    told["quantities shared"] = min(3, signals.shared) / 3
    told["quantities alike"] = float(signals.shared > 0 and signals.unlike == 0 and signals.partly == 0)
    told["quantities unlike"] = float(signals.unlike > 0 and signals.shared == 0)
    told["quantities unlike beside"] = float(signals.unlike > 0 and signals.shared > 0)
    told["quantities partly"] = float(signals.partly > 0)
    told["quantities overlapping"] = float(signals.overlap > 0)
    told["quantities unlike, one each"] = float(signals.single > 0)
    told["quantities unlike, near"] = signals.near
    told["quantities unlike and close"] = told["quantities unlike"] * max(0.0, one.closeness)
    for name in ("first", "only", "every", "may"):
        pair: tuple[bool, bool] = getattr(signals, name)
        told[f"{name} of both"] = float(all(pair))
        told[f"{name} of one"] = float(any(pair) and not all(pair))
    only, every = signals.only, signals.every
    told["only against every"] = float((only[0] and every[1]) or (only[1] and every[0]))
    (for_, against, restricts, none, both), other = (
        one.ways[0],
        dict(zip(WAYS, one.ways[1], strict=True)),
    )
    told["ways opposed"] = for_ * other["against"] + against * other["for"]
    told["ways of one position"] = none * (1 - other["no position"]) + (1 - none) * other["no position"]
    told["ways restricted"] = restricts * other["for"] + for_ * other["restricting"]
    told["ways both"] = both + other["both"]
    told["ways against"] = against * other["against"]
    told["people different"] = float(one.people == "different")
    told["people narrower"] = float(one.people in ("first_narrower", "second_narrower"))
    told["choice of a first"] = told["attribute choice"] * float(any(signals.first))
    found = one.by_words
    told["by words"] = float(found is not None)
    told["by words direction"] = float(found is not None and found.attribute in ("direction", "position"))
    told["by words degree"] = told["by words"] - told["by words direction"]
    told["advises"] = min(_advice(one.one), _advice(one.other)) / _PLAINLY
    asides = (one.one.record.aside, one.other.record.aside)
    told["aside of one"] = float(any(asides) and not all(asides))
    told["aside of both"] = float(all(asides))
    headings = one.one.record.heading, one.other.record.heading
    told["headings"] = float(bool(headings[0]) and headings[0] == headings[1])
    return told


def _advice(view: View) -> float:
    """Log odds that a statement is advice; what carries a grade or a word of advice is."""
    if not view.record.aside:
        return _PLAINLY
    return max(-_PLAINLY, min(_PLAINLY, advises(view.record.text, view.record.heading)))


_PLAINLY: Final = 5.0  # log odds


def score_of(features: Mapping[str, float]) -> float:
    """Log odds that two statements answer one question and differ."""
    weights = fitted()
    both = probability(weighed(weights["one question"], features)) * probability(
        weighed(weights["differ"], features)
    )
    both = min(max(both, 1e-9), 1 - 1e-9)
    return math.log(both / (1 - both))


def weighed(weights: Mapping[str, float], told: Mapping[str, float]) -> float:
    """Log odds of one weighing."""
    return weights["bias"] + sum(weights.get(name, 0.0) * value for name, value in told.items())


def probability(score: float) -> float:
    """Of log odds."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


@cache
def fitted() -> Mapping[str, Mapping[str, float]]:
    """The weighings, by name: "one question", "differ", and one for each attribute."""
    held = files("evimed.knowledge.conflicts").joinpath("compared.json").read_text("utf-8")
    weights: Mapping[str, Mapping[str, float]] = json.loads(held)["weights"]
    return weights
