"""Do two recommendations disagree? Only where they speak of the same thing for the same people.

Concepts are weighed by how few recommendations have them. What both documents are about (shared title,
shared in
much of both) says nothing of a single recommendation and is left out where items are compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, get_args

from evimed.knowledge.conflicts import align
from evimed.knowledge.conflicts.views import Guide, View, acts
from evimed.records import Measured

Attribute = Literal[
    "direction",
    "position",
    "threshold",
    "dose",
    "duration",
    "interval",
    "age",
    "count",
    "choice",
    "strength",
    "population",
    "timing",
]
People = Literal["same", "first_narrower", "second_narrower", "different"]
Weights = Mapping[str, float]
Degrees = Callable[[Guide, Guide, Weights], Iterator[tuple[align.Pair, tuple[Measured, Measured]]]]

_NO_POSITION: Final = frozenset(("neutral", "insufficient"))
_OPEN: Final = 99.0  # years at which an open age is thought to end
_ITEM: Final = 0.75  # of the lighter of two items, shared, from which they are one thing
_WHOLE: Final = 0.34  # of both together
# The same by how many of the two it is what the advice is about: a mere mention must be of exactly that.
_MENTIONED: Final = {2: _WHOLE, 1: 0.6, 0: 2.0}
_SUBJECT: Final = 0.5
_VERSION: Final = 0.75  # of the shorter title, shared by two versions
_HALF: Final = 0.5  # of both titles together
_SHARED: Final = 2  # concepts of both topics that make documents with unlike titles comparable
_ABOUT: Final = 0.3  # of the shorter title, shared by two documents on one subject
_CLOSE: Final = 0.6  # of both subjects together
_SAME_AGES: Final = 0.5  # of two ages together, shared
_NARROW: Final = 0.6  # of the years that the other speaks of
_UNTIL: Final = re.compile(
    r"\bnot\b[^.;,]{0,40}\b(?:until|unless|without|before|solely|alone)\b", re.IGNORECASE
)
_TIMES: Final = frozenset(("minute", "hour", "day", "week", "month", "year"))
_ORDER: Final = get_args(Attribute)
_EACH: Final = 2  # differences that one recommendation may have with another document


@dataclass(frozen=True, slots=True)
class Difference:
    """Two recommendations that disagree in one attribute.

    ``topic`` are the concepts they share; ``values`` what each says of the attribute.
    """

    attribute: Attribute
    one: View
    other: View
    topic: frozenset[str]
    score: float
    people: People
    numbers: tuple[Measured, Measured] | None = None


def differences(one: Guide, other: Guide, weights: Weights) -> list[Difference]:
    """The differences between two documents, the plainest first; of several that are one, the plainest.

    Only what is advised in words of advice is compared by words.
    """
    one, other = (replace(side, views=tuple(v for v in side.views if v.spoken)) for side in (one, other))
    shared = one.topic & other.topic
    found = [
        difference
        for first in one.views
        for second in other.views
        for difference in _compare(first, second, shared, weights)
        if difference.people == "same" or not _has_own(difference, one, other, shared)
    ]
    found += _degrees(one, other, shared, weights)
    found.sort(key=lambda one: (_ORDER.index(one.attribute), one.people != "same", -one.score))
    return _plainest(found)


def _degrees(one: Guide, other: Guide, shared: frozenset[str], weights: Weights) -> Iterator[Difference]:
    """How long, how much, how often: of statements that are each other's closest."""
    ways: tuple[tuple[Attribute, Degrees], ...] = (
        ("duration", align.durations),
        ("dose", align.doses),
        ("interval", align.intervals),
        ("age", align.limits),
    )
    for attribute, way in ways:
        for pair, numbers in way(one, other, weights):
            people = people_of(pair.one, pair.other, shared, weights) if attribute != "age" else "same"
            if people != "different" and not _other_target(pair.one, pair.other, shared):
                yield Difference(attribute, pair.one, pair.other, pair.topic, pair.score, people, numbers)


def _has_own(difference: Difference, one: Guide, other: Guide, shared: frozenset[str]) -> bool:
    """Whether the side that speaks of more people has a number of its own for the narrower ones."""
    if difference.attribute != "threshold":
        return False
    narrow, wide = (
        (difference.one, other) if difference.people == "first_narrower" else (difference.other, one)
    )
    measured = frozenset[str]().union(*(name for name, _ in narrow.amounts))
    people = narrow.people - shared - measured
    return any(view.amounts and people & (view.people | view.subject) for view in wide.views)


def related(one: Guide, other: Guide) -> bool:
    """Whether two documents treat of the same thing, so that comparing them makes sense.

    A body does not contradict itself from one subject to another: of the same body only versions are
    compared.
    """
    if not one.title or not other.title:
        return False
    if one.body.lower() == other.body.lower():
        if one.care and other.care and not one.care & other.care:
            return False  # counselling about a disease is no version of screening for it
        both = len(one.title & other.title)
        lesser = min(len(one.title), len(other.title))
        return both >= _VERSION * lesser and both >= _HALF * len(one.title | other.title)
    ours = len(one.title & other.topic) / len(one.title)
    theirs = len(other.title & one.topic) / len(other.title)
    if max(ours, theirs) >= _ABOUT:
        return True
    both = one.topic & other.topic
    return len(both) >= _SHARED and len(both) >= _ABOUT * min(len(one.topic), len(other.topic))


def _plainest(found: Sequence[Difference]) -> list[Difference]:
    kept: list[Difference] = []
    topics: set[tuple[str, frozenset[str]]] = set()
    pairs: set[tuple[int, int]] = set()
    each: dict[tuple[str, int], int] = {}
    for one in found:
        ages = frozenset(f"{age.low}-{age.high}" for view in (one.one, one.other) for age in view.ages)
        topic = (one.attribute, one.topic | ages if one.attribute == "interval" else one.topic)
        pair = (id(one.one), id(one.other))
        sides = ((one.attribute, pair[0]), (one.attribute, pair[1]))
        several = one.attribute in ("threshold",)
        if (
            (topic in topics and not several)
            or pair in pairs
            or any(each.get(side, 0) >= _EACH for side in sides)
        ):
            continue
        if one.attribute == "age" and any(
            other.attribute == "age" and _ends(other) == _ends(one) for other in kept
        ):
            continue
        kept.append(one)
        topics.add(topic)
        pairs.add(pair)
        for side in sides:
            each[side] = each.get(side, 0) + 1
    return kept


def _ends(one: Difference) -> bool:
    """Whether a difference of ages is one of where something ends."""
    return one.numbers is not None and not one.numbers[0].low


def _compare(one: View, other: View, shared: frozenset[str], weights: Weights) -> Iterator[Difference]:
    people = people_of(one, other, shared, weights)
    if _other_target(one, other, shared):
        return
    yield from _counts(one, other, weights)
    if people == "different":
        return
    ways = {one.record.direction, other.record.direction}
    if len(ways) == 2 and not ways <= _NO_POSITION:
        yield from _opposed(one, other, people, shared, weights)
        return
    if ways & _NO_POSITION:
        return
    yield from _thresholds(one, other, people, weights)
    yield from _repeats(one, other, people, weights)
    yield from _choices(one, other, people, shared, weights)
    yield from _strengths(one, other, people, shared, weights)


def _other_target(one: View, other: View, shared: frozenset[str]) -> bool:
    """Screening for one thing is not screening for another."""
    if not (_is_act(one) and _is_act(other)):
        return False
    ours, theirs = one.target - shared, other.target - shared
    return bool(ours and theirs and not one.target & other.target)


def _is_act(view: View) -> bool:
    return bool(view.items) and bool(view.items[0] & (acts() | {"screening"}))


def _opposed(
    one: View, other: View, people: People, shared: frozenset[str], weights: Weights
) -> Iterator[Difference]:
    """For against against, or against no position: of the same item, and not as an exception."""
    negative = one if one.record.direction != "for" else other
    if one.aspect or other.aspect or negative.amounts or negative.doses:
        return  # against more than so much is not against it
    restricting = "first_narrower" if one.record.direction != "for" else "second_narrower"
    if people == restricting and "for" in (one.record.direction, other.record.direction):
        return  # a general rule and an exception to it
    positive = other if negative is one else one
    if negative.means and not negative.means & positive.whole:
        return  # not by that means
    if _UNTIL.search(negative.record.text) or _is_other_occasion(one, other):
        return  # not before something, and when something has come
    if negative.occasion and not negative.occasion & positive.whole:
        return  # not on that occasion
    if negative.blanket and positive.conditional and not positive.blanket:
        return  # not always, and sometimes
    best, topic = 0.0, frozenset[str]()
    for first in _phrases(one):
        for second in _phrases(other):
            told, same = _same_object(one, other, first, second, shared | one.people | other.people, weights)
            if told > best:
                best, topic = told, same
    if best > 0:
        attribute: Attribute = (
            "position" if {one.record.direction, other.record.direction} & _NO_POSITION else "direction"
        )
        yield Difference(attribute, one, other, topic, best, people)


def _same_object(
    one: View,
    other: View,
    first: frozenset[str],
    second: frozenset[str],
    shared: frozenset[str],
    weights: Weights,
) -> tuple[float, frozenset[str]]:
    """How much two phrases say that both statements are about one thing (0: they do not), and which."""
    mains = (first in one.items) + (second in other.items)
    own_first, own_second = first - shared, second - shared  # for whom, and the topic of both, is not what
    if not own_first or not own_second:
        if first != second or mains < len(("one", "other")):
            return 0.0, frozenset()
        own_first, own_second = first, second
    named = one if first not in one.items else other if second not in other.items else None
    if named is not None and (_is_act(named) or (named.items and named.items[0] <= acts())):
        return 0.0, frozenset()  # what is looked for or talked of is not what is advised
    if first & second <= acts() and not one.target & other.target:
        return 0.0, frozenset()  # screening, for another thing
    if own_first & acts() == own_second & acts() or not own_first & acts() or not own_second & acts():
        own_first, own_second = own_first - acts() or own_first, own_second - acts() or own_second
    alike = _jaccard(own_first, own_second, weights)
    apart = ("together" in first) != ("together" in second)
    if apart or _overlap(own_first, own_second, weights) < _ITEM or alike < _MENTIONED[mains]:
        return 0.0, frozenset()
    return _sum(own_first & own_second, weights) * alike, own_first & own_second


def _is_other_occasion(one: View, other: View) -> bool:
    return bool(one.occasion and other.occasion and not one.occasion & other.occasion)


def _phrases(view: View) -> tuple[frozenset[str], ...]:
    return tuple(dict.fromkeys((*view.items, *view.mentions)))


def _thresholds(one: View, other: View, people: People, weights: Weights) -> Iterator[Difference]:
    if not _same_ages(one, other):
        return
    for name, first in one.amounts:
        for named, second in other.amounts:
            if not _same_measure(name, first, named, second):
                continue
            if first.unit in _TIMES and not _is_of_one(one, other, weights):
                continue
            if (
                one.subject - name
                and other.subject - named
                and _overlap(one.subject - name, other.subject - named, weights) < _WHOLE
            ):
                continue
            ours = {n.low for own, n in one.amounts if _same_measure(own, n, name, first, value=False)}
            theirs = {n.low for own, n in other.amounts if _same_measure(own, n, named, second, value=False)}
            if not ours & theirs:
                yield Difference("threshold", one, other, name & named, 1.0, people, (first, second))


def _is_of_one(one: View, other: View, weights: Weights) -> bool:
    """Whether two statements are about one thing, or what they offer is."""
    return _jaccard(one.subject, other.subject, weights) >= _SUBJECT or any(
        _jaccard(first, second, weights) >= _SUBJECT for first in one.items[:1] for second in other.items[:1]
    )


def _same_measure(
    name: frozenset[str], first: Measured, named: frozenset[str], second: Measured, *, value: bool = True
) -> bool:
    """The same quantity in the same part, with another number (``value``) or with any."""
    same = (first.kind, first.relation, first.unit) == (second.kind, second.relation, second.unit)
    names = bool(name) and bool(named) and (name <= named or named <= name)
    return same and names and (not value or (first.low, first.high) != (second.low, second.high))


def _repeats(one: View, other: View, people: People, weights: Weights) -> Iterator[Difference]:
    """Intervals and ages of the same thing."""
    if (
        _overlap(one.subject, other.subject, weights) < _ITEM
        or _jaccard(one.subject, other.subject, weights) < _WHOLE
    ):
        return
    topic = one.subject & other.subject
    score = _jaccard(one.subject, other.subject, weights)
    if one.intervals and other.intervals:
        apart = all(
            a.high < 0.8 * b.low or b.high < 0.8 * a.low for a in one.intervals for b in other.intervals
        )
        if apart:
            yield Difference(
                "interval", one, other, topic, score, people, (one.intervals[0], other.intervals[0])
            )
    measured = one.amounts or other.amounts
    if (
        not measured
        and (people == "same" or score >= _CLOSE)
        and one.ages
        and other.ages
        and one.ages[0].low != other.ages[0].low
    ):
        yield Difference("age", one, other, topic, score, people, (one.ages[0], other.ages[0]))


def _counts(one: View, other: View, weights: Weights) -> Iterator[Difference]:
    """How often something must have happened before; once, where a past is spoken of without a number."""
    if {one.record.direction, other.record.direction} != {"for"} or not _same_ages(one, other):
        return
    if not any(_overlap(first, second, weights) >= _ITEM for first in one.items for second in other.items):
        return
    for name, first, named, second in _paired_counts(one, other):
        if first.low != second.low and _overlap(name, named, weights) >= _WHOLE:
            yield Difference("count", one, other, name & named, 1.0, "same", (first, second))


def _paired_counts(
    one: View, other: View
) -> Iterator[tuple[frozenset[str], Measured, frozenset[str], Measured]]:
    for name, first in one.counts or _once(one):
        for named, second in other.counts or _once(other):
            if one.counts or other.counts:
                yield name, first, named, second


def _once(view: View) -> tuple[tuple[frozenset[str], Measured], ...]:
    if not view.earlier:
        return ()
    return ((view.earlier, Measured("count", "", 1.0, _OPEN, "", view.record.chars)),)


def _choices(
    one: View, other: View, people: People, shared: frozenset[str], weights: Weights
) -> Iterator[Difference]:
    """What to begin with: one names what the other does not."""
    if not (one.first and other.first) or one.record.direction != "for" or other.record.direction != "for":
        return
    ours = [item - shared for item in one.firsts if item - shared]
    theirs = [item - shared for item in other.firsts if item - shared]
    topic = frozenset(feature for a in ours for b in theirs for feature in a & b)
    alone = [a for a in ours if not any(a & b for b in theirs)] + [
        b for b in theirs if not any(a & b for a in ours)
    ]
    if topic and alone and max(len(ours), len(theirs)) > 1:
        yield Difference("choice", one, other, topic, _sum(topic, weights), people)


def _strengths(
    one: View, other: View, people: People, shared: frozenset[str], weights: Weights
) -> Iterator[Difference]:
    if {one.record.weight, other.record.weight} != {"strong", "weak"} or people == "different":
        return
    same = [
        first
        for first in one.items
        for second in other.items
        if first == second and (first - shared or len(first) == 1)
    ]
    close = _overlap(one.subject, other.subject, weights) >= _ITEM
    if same and close and (one.amounts == () or other.amounts == ()):
        yield Difference("strength", one, other, same[0], _sum(same[0], weights), people)


def people_of(one: View, other: View, shared: frozenset[str], weights: Weights) -> People:
    """How those whom two statements speak of compare."""
    if (
        one.ages
        and other.ages
        and not any(a.low < b.high and b.low < a.high for a in one.ages for b in other.ages)
    ):
        return "different"
    if not (one.ages and other.ages) and not _of_one_age(one, other):
        return "different"
    if one.ages and other.ages and not _NARROW <= _width(one) / _width(other) <= 1 / _NARROW:
        return "first_narrower" if _width(one) < _width(other) else "second_narrower"
    measures = frozenset[str]().union(*(name for name, _ in (*one.amounts, *other.amounts)))
    # What the other statement speaks of too, in whatever place, does not part their people.
    ours = one.people - shared - measures - other.whole
    theirs = other.people - shared - measures - one.whole
    if ours and theirs:
        return "same" if _overlap(ours, theirs, weights) >= _SUBJECT else "different"
    return "first_narrower" if ours else "second_narrower" if theirs else "same"


def _of_one_age(one: View, other: View) -> bool:
    """Whether the groups that they name, by years or by words, have anybody in common."""
    ours = [(age.low, age.high) for age in one.ages] or one.lifetime
    theirs = [(age.low, age.high) for age in other.ages] or other.lifetime
    return not ours or not theirs or any(a < d and c < b for a, b in ours for c, d in theirs)


def _width(view: View) -> float:
    """Years that the ages of a statement span together."""
    return max(min(age.high, _OPEN) for age in view.ages) - min(age.low for age in view.ages)


def _same_ages(one: View, other: View) -> bool:
    if not one.ages or not other.ages:
        return (not one.ages and not other.ages) or bool(one.people & other.people)
    return any(_alike(a, b) for a in one.ages for b in other.ages)


def _alike(one: Measured, other: Measured) -> bool:
    ends = (min(one.high, _OPEN), min(other.high, _OPEN))
    together = max(ends) - min(one.low, other.low)
    return min(ends) - max(one.low, other.low) >= _SAME_AGES * together


def _sum(features: frozenset[str], weights: Weights) -> float:
    return sum(weights.get(feature, 1.0) for feature in features)


def _overlap(one: frozenset[str], other: frozenset[str], weights: Weights) -> float:
    lighter = min(_sum(one, weights), _sum(other, weights))
    return _sum(one & other, weights) / lighter if lighter else 0.0


def _jaccard(one: frozenset[str], other: frozenset[str], weights: Weights) -> float:
    together = _sum(one | other, weights)
    return _sum(one & other, weights) / together if together else 0.0
