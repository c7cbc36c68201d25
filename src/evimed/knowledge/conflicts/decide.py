"""Which differences are told: those that words and numbers show, and those that meaning shows.

With a comparer, what rules of wording find is one more thing that is weighed; without one, it is all
there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from evimed.knowledge.conflicts.attribute import attribute_of
from evimed.knowledge.conflicts.compare import Difference, differences, related
from evimed.knowledge.conflicts.meaning import (
    Candidate,
    candidates,
    features_of,
    score_of,
    statement_of,
)
from evimed.knowledge.conflicts.signals import numbers_in
from evimed.knowledge.conflicts.subject import may_share_subject, share_subject
from evimed.knowledge.conflicts.views import Guide, View, weights_of
from evimed.ports import Comparer, ReadStatement

_TOLD: Final = 0.0  # log odds from which a difference is told
_SUREST: Final = 0.5  # and that the surest of two documents must have: who agrees differs nowhere plainly
_SHOWN: Final = 1.0  # the less they need be where rules of wording find it too
_MEASURED: Final = frozenset(("threshold", "dose", "interval", "duration", "count"))
_EACH: Final = 2  # differences that one statement may have with another document


def may_differ(one: Guide, other: Guide, comparer: Comparer | None) -> bool:
    """Whether comparing two documents can find anything, told before either is read: it is cheap."""
    if comparer is None or of_one_body(one, other):
        return related(one, other)
    return may_share_subject(one, other)


def of_one_body(one: Guide, other: Guide) -> bool:
    """Whether one body issued both: then versions alone are compared."""
    return one.body.lower() == other.body.lower()


def differ(
    one: Guide, other: Guide, comparer: Comparer | None, read: dict[str, list[ReadStatement]]
) -> list[Difference]:
    """The differences of two documents; none where they are on different subjects.

    ``comparer`` reads statements by meaning; without one, words and numbers alone are compared. ``read`` are
    the statements of documents that were read already, by document; it is added to.
    """
    if not may_differ(one, other, comparer):
        return []
    if comparer is None or of_one_body(one, other):
        return differences(one, other, weights_of((one, other)))
    ours, theirs = read_all(one, comparer, read), read_all(other, comparer, read)
    if not share_subject(one, other, (ours, theirs)):
        return []
    by_words = differences(one, other, weights_of((one, other)))
    found = candidates(one, other, (ours, theirs), comparer, by_words)
    return told_of(one, other, [(score_of(features_of(each)), each) for each in found])


def read_all(guide: Guide, comparer: Comparer, read: dict[str, list[ReadStatement]]) -> list[ReadStatement]:
    """Every statement of a guide, read once."""
    known = read.get(guide.document.id, [])
    if len(known) != len(guide.views):
        known = read[guide.document.id] = comparer.read_statements(
            [statement_of(view) for view in guide.views]
        )
    return known


def told_of(one: Guide, other: Guide, read: Sequence[tuple[float, Candidate]]) -> list[Difference]:
    """The differences that are told, the surest first; a statement stands in few."""
    kept: list[Difference] = []
    taken: dict[int, int] = {}
    sure = [(score + _SHOWN * (each.by_words is not None), each) for score, each in read]
    if max((score for score, _ in sure), default=_TOLD) < _SUREST:
        return []
    for score, each in sorted(sure, key=lambda row: -row[0]):
        if score <= _TOLD:
            break
        views = (each.one, each.other)
        if of_other_ages(*views) or any(taken.get(id(view), 0) >= _EACH for view in views):
            continue
        difference = _difference(one, other, each, score)
        if difference.attribute in _MEASURED and holds_numbers_of(each):
            continue
        for view in views:
            taken[id(view)] = taken.get(id(view), 0) + 1
        kept.append(difference)
    return kept


def holds_numbers_of(each: Candidate) -> bool:
    """Whether one statement holds every number of the other: then no number of theirs differs."""
    ours, theirs = (numbers_in(view.record.text, bracketed=True) for view in (each.one, each.other))
    return bool(ours and theirs) and (ours <= theirs or theirs <= ours)


def of_other_ages(one: View, other: View) -> bool:
    """Whether nobody is of an age that both speak of: below 60 years, from 60 years on."""
    return bool(one.ages and other.ages) and all(
        ours.high <= theirs.low or theirs.high <= ours.low for ours in one.ages for theirs in other.ages
    )


def _difference(one: Guide, other: Guide, each: Candidate, score: float) -> Difference:
    attribute = attribute_of(each)
    if each.by_words is not None and each.by_words.attribute == attribute:
        return each.by_words
    shared = one.topic & other.topic
    return Difference(
        attribute,  # type: ignore[arg-type]
        each.one,
        each.other,
        (each.one.subject & each.other.subject) - shared or each.one.subject & each.other.subject,
        score,
        each.people,
        each.signals.apart.get(attribute),
    )
