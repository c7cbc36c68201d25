"""Which differences are told: those that words and numbers show, and those that meaning shows.

Both ways see the same statements. What only rules found is told unless the comparer reads the two statements
as having nothing to do with one another; what only meaning found, from a score on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from evimed.knowledge.conflicts.compare import Difference, differences, may_be_related, related
from evimed.knowledge.conflicts.meaning import (
    Candidate,
    attribute_of,
    candidates,
    features_of,
    nearness,
    score_of,
    statement_of,
)
from evimed.knowledge.conflicts.views import Guide, weights_of
from evimed.ports import Comparer, ReadStatement

_TOLD: Final = -0.2  # log odds from which meaning alone tells a difference
_DENIED: Final = -4.0  # log odds below which a difference of words is none
# Mean cosine of the nearest statements of two documents, by what their titles share.
_ALIKE: Final = 0.4  # half of the shorter title and more than one concept
_ONE_WORD: Final = 0.5
_UNLIKE: Final = 0.56
_EACH: Final = 2  # differences that one statement may have with another document


def may_differ(one: Guide, other: Guide, comparer: Comparer | None) -> bool:
    """Whether comparing two documents can find anything, told from titles and topics alone: it is cheap."""
    return related(one, other) or (comparer is not None and may_be_related(one, other))


def differ(
    one: Guide, other: Guide, comparer: Comparer | None, read: dict[str, list[ReadStatement]]
) -> list[Difference]:
    """The differences of two documents; none where they are on different subjects.

    ``comparer`` reads statements by meaning; without one, words and numbers alone are compared. ``read`` are
    the statements of documents that were read already, by document; it is added to.
    """
    same = related(one, other)
    if not may_differ(one, other, comparer):
        return []
    by_words = differences(one, other, weights_of((one, other))) if same else []
    if comparer is None or one.body.lower() == other.body.lower():  # of one body, versions alone are compared
        return by_words
    ours, theirs = read_all(one, comparer, read), read_all(other, comparer, read)
    if nearness(ours, theirs) < _least_nearness(one, other):
        return by_words
    found = candidates(one, other, (ours, theirs), comparer)
    return merged(one, other, by_words, [(score_of(features_of(each)), each) for each in found])


def _least_nearness(one: Guide, other: Guide) -> float:
    """How near the statements of two documents must be: the less their titles share, the nearer."""
    if one.care and other.care and not one.care & other.care:
        return 1.0  # screening for a disease is another subject than its treatment
    both = len(one.title & other.title)
    if 2 * both < min(len(one.title), len(other.title)) or both == 0:
        return _UNLIKE
    return _ALIKE if both > 1 else _ONE_WORD


def read_all(guide: Guide, comparer: Comparer, read: dict[str, list[ReadStatement]]) -> list[ReadStatement]:
    """Every statement of a guide, read once."""
    known = read.get(guide.document.id, [])
    if len(known) != len(guide.views):
        known = read[guide.document.id] = comparer.read_statements(
            [statement_of(view) for view in guide.views]
        )
    return known


def merged(
    one: Guide, other: Guide, by_words: Sequence[Difference], read: Sequence[tuple[float, Candidate]]
) -> list[Difference]:
    """One list, the surest first; a statement stands in few, and no pair twice."""
    scores = {(id(each.one), id(each.other)): score for score, each in read}
    kept = [
        difference
        for difference in by_words
        if scores.get((id(difference.one), id(difference.other)), 0.0) > _DENIED
    ]
    taken: dict[int, int] = {}
    pairs = {(id(difference.one), id(difference.other)) for difference in kept}
    for difference in kept:
        for view in (difference.one, difference.other):
            taken[id(view)] = taken.get(id(view), 0) + 1
    for score, each in sorted(read, key=lambda row: -row[0]):
        if score <= _TOLD:
            break
        views = (each.one, each.other)
        if (id(each.one), id(each.other)) in pairs or any(taken.get(id(view), 0) >= _EACH for view in views):
            continue
        pairs.add((id(each.one), id(each.other)))
        for view in views:
            taken[id(view)] = taken.get(id(view), 0) + 1
        kept.append(_difference(one, other, each, score))
    return kept


def _difference(one: Guide, other: Guide, each: Candidate, score: float) -> Difference:
    attribute = attribute_of(each)
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
