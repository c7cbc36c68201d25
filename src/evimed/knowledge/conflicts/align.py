"""What differs in degree: durations, doses, intervals and people of two statements on the same thing.

Such numbers have no name of their own ("5 days", "every year"); what they are of is what the statement is
about. So only statements are compared that are each other's closest in the two documents, among those that
tell the attribute.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from evimed.knowledge.conflicts.views import Guide, View, acts
from evimed.records import Measured

Weights = Mapping[str, float]
Numbers = Callable[[View], Sequence[Measured]]

_CLOSE: Final = 0.18  # of all that both say together, shared (weighted)
_NEAR: Final = 0.5  # where what they share is no rare thing
_FAR: Final = math.log(5.0)  # a dose five times another is given for something else
_RARE: Final = 0.25  # of a document's statements: what more of them name tells nothing of one
_APART: Final = 0.8  # of the greater number: nearer ones are rounding
_OPEN: Final = 1e6


@dataclass(frozen=True, slots=True)
class Pair:
    """Two statements, each the other's closest, with what they share."""

    one: View
    other: View
    topic: frozenset[str]
    score: float


def closest(one: Guide, other: Guide, tells: Callable[[View], bool], weights: Weights) -> Iterator[Pair]:
    """Pairs of statements that advise, tell the attribute, and are nearest to one another."""
    ours = [view for view in one.views if view.record.direction == "for" and tells(view)]
    theirs = [view for view in other.views if view.record.direction == "for" and tells(view)]
    if not ours or not theirs:
        return
    shared = one.topic & other.topic
    rare = _rare(one) & _rare(other) - shared
    scores = [[_nearness(a, b, shared, weights) for b in theirs] for a in ours]
    for at, a in enumerate(ours):
        best = max(range(len(theirs)), key=lambda number: scores[at][number])
        score = scores[at][best]
        b = theirs[best]
        topic = a.whole & b.whole
        if (
            (score >= _NEAR or (score >= _CLOSE and topic & rare))
            and topic
            and score >= max(row[best] for row in scores)
        ):
            yield Pair(a, b, topic, score)


def durations(one: Guide, other: Guide, weights: Weights) -> Iterator[tuple[Pair, tuple[Measured, Measured]]]:
    """How long something is done."""
    for pair in closest(one, other, lambda view: bool(view.durations), weights):
        apart = _apart(pair.one.durations, pair.other.durations)
        if apart is not None:
            yield pair, apart


def doses(one: Guide, other: Guide, weights: Weights) -> Iterator[tuple[Pair, tuple[Measured, Measured]]]:
    """How much of it is given: the nearest doses of one drug in one unit, if none of them agree.

    Of two doses for two uses (treatment, prevention) the one nearest in amount is of the same use.
    """
    shared = one.topic & other.topic
    rare = _rare(one) & _rare(other) - shared
    found: dict[frozenset[str], list[tuple[float, Pair, tuple[Measured, Measured]]]] = {}
    for a, name, first in _dosed(one):
        for b, named, second in _dosed(other):
            drug = name & named & rare
            if first.unit == second.unit and drug:
                ratio = abs(math.log(max(first.low, 1e-6) / max(second.low, 1e-6)))
                pair = Pair(a, b, drug, _nearness(a, b, shared, weights))
                found.setdefault(drug, []).append((ratio, pair, (first, second)))
    for several in found.values():
        ratio, pair, numbers = min(several, key=lambda each: each[0])
        if differ(*numbers) and ratio <= _FAR:
            yield pair, numbers


def _dosed(guide: Guide) -> Iterator[tuple[View, frozenset[str], Measured]]:
    for view in guide.views:
        if view.record.direction == "for":
            for name, number in view.doses:
                yield view, name, number


def intervals(one: Guide, other: Guide, weights: Weights) -> Iterator[tuple[Pair, tuple[Measured, Measured]]]:
    """How often something is done: by the thing an interval stands behind, else of the closest statements."""
    shared = one.topic & other.topic
    named = False
    for a, name, first in _paced(one):
        for b, other_name, second in _paced(other):
            topic = name & other_name
            if not topic - shared or not _same_thing(name, other_name, weights):
                continue
            named = True
            ours = [n for _, own, n in _paced(one) if _same_thing(own, name, weights)]
            theirs = [n for _, own, n in _paced(other) if _same_thing(own, other_name, weights)]
            if _apart(ours, theirs) is not None:
                yield Pair(a, b, topic, _nearness(a, b, shared, weights)), (first, second)
    if not named:
        for pair in closest(one, other, lambda view: bool(view.intervals), weights):
            apart = _apart(pair.one.intervals, pair.other.intervals)
            if apart is not None:
                yield pair, apart


def limits(one: Guide, other: Guide, weights: Weights) -> Iterator[tuple[Pair, tuple[Measured, Measured]]]:
    """At what age the thing that both documents are about is begun and stopped, at average risk."""
    shared = one.topic & other.topic
    for of in (_begins, _ends):
        ours, theirs = _limited(one, of, shared), _limited(other, of, shared)
        if not ours or not theirs or {edge for _, edge, _ in ours} & {edge for _, edge, _ in theirs}:
            continue
        (a, _, first), (b, _, second) = ours[0], theirs[0]
        yield Pair(a, b, a.subject & b.subject, _nearness(a, b, frozenset(), weights)), (first, second)


def _begins(view: View) -> tuple[Measured, ...]:
    return view.begins


def _ends(view: View) -> tuple[Measured, ...]:
    return view.ends


def _limited(
    guide: Guide, of: Callable[[View], tuple[Measured, ...]], shared: frozenset[str]
) -> list[tuple[View, float, Measured]]:
    return [
        (view, number.low or number.high, number)
        for view in guide.views
        if view.record.direction == "for" and view.subject & acts() and not view.people - shared - acts()
        for number in of(view)
    ]


def _paced(guide: Guide) -> Iterator[tuple[View, frozenset[str], Measured]]:
    for view in guide.views:
        if view.record.direction == "for":
            for name, number in view.paced:
                yield view, name, number


def _same_thing(one: frozenset[str], other: frozenset[str], weights: Weights) -> bool:
    """Whether two names mean one thing: one holds the other, or they share half of their concepts."""
    if not one or not other:
        return False
    together = sum(weights.get(feature, 1.0) for feature in one | other)
    shared = sum(weights.get(feature, 1.0) for feature in one & other)
    return one <= other or other <= one or shared >= _NEAR * together


def _nearness(one: View, other: View, shared: frozenset[str], weights: Weights) -> float:
    """Cosine of the concepts of both, by weight: a long statement may hold a short one."""
    told = one.whole - shared, other.whole - shared
    ours, theirs = told if all(told) else (one.whole, other.whole)  # of nothing but the topic of both
    both = _square(ours, weights) * _square(theirs, weights)
    return _square(ours & theirs, weights) / math.sqrt(both) if both else 0.0


def _square(features: frozenset[str], weights: Weights) -> float:
    return sum(weights.get(feature, 1.0) ** 2 for feature in features)


def _rare(guide: Guide) -> frozenset[str]:
    """Concepts that few statements of a document name."""
    counts: dict[str, int] = {}
    for view in guide.views:
        for feature in view.whole:
            counts[feature] = counts.get(feature, 0) + 1
    most = max(2, _RARE * len(guide.views))
    return frozenset(feature for feature, count in counts.items() if count <= most)


def _apart(ours: Sequence[Measured], theirs: Sequence[Measured]) -> tuple[Measured, Measured] | None:
    """One number of each side, if no number of one side agrees with any of the other."""
    if all(differ(a, b) for a in ours for b in theirs):
        return ours[0], theirs[0]
    return None


def differ(one: Measured, other: Measured) -> bool:
    """Whether two numbers of one kind are told apart: nearer ones are rounding."""
    first, second = _range(one), _range(other)
    return first[1] < _APART * second[0] or second[1] < _APART * first[0]


def _range(number: Measured) -> tuple[float, float]:
    if number.relation == ">":
        return number.low, _OPEN
    return (0.0 if number.relation == "<" else number.low), number.high
