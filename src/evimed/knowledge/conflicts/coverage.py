"""What only one of two guidelines on one subject addresses: no conflict, but told by experts beside them.

A statement is one-sided if what it advises on (one of its items, without what both documents are about) is
named nowhere in the whole text of the other document. That the other one is silent is said of its words: it
may hold a synonym that the glossary does not know.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from evimed.knowledge.conflicts.compare import related
from evimed.knowledge.conflicts.views import Guide, View, acts, features, general, read_together

_SAME_SUBJECT: Final = 0.5  # of the shorter title, shared
_FEW: Final = 0.2  # of a document's statements: what more of them name is its subject


@dataclass(frozen=True, slots=True)
class OneSided:
    """A statement of ``guide`` on something that ``silent`` does not name."""

    guide: Guide
    view: View
    silent: Guide
    topic: frozenset[str]


def one_sided(one: Guide, other: Guide, other_text: str) -> Iterator[OneSided]:
    """Statements of ``one`` on what ``other_text`` does not name; nothing where their subjects differ."""
    if not is_on_one_subject(one, other):
        return
    ours, theirs = read_together(one, other)
    known = frozenset(features(other_text, theirs.abbreviations))
    usual = (ours.topic & theirs.topic) | general() | acts() | _frequent(ours)
    for view in ours.views:
        if view.record.aside or view.aspect:
            continue
        new = [own for item in view.items if (own := item - usual) and not own & known]
        if new:
            yield OneSided(one, view, other, max(new, key=len))


def is_on_one_subject(one: Guide, other: Guide) -> bool:
    """Whether two bodies write on one subject, by their titles."""
    both = len(one.title & other.title)
    if one.body.lower() == other.body.lower():
        return False
    return both > 0 and both >= _SAME_SUBJECT * min(len(one.title), len(other.title)) and related(one, other)


def _frequent(guide: Guide) -> frozenset[str]:
    counts: dict[str, int] = {}
    for view in guide.views:
        for feature in view.subject:
            counts[feature] = counts.get(feature, 0) + 1
    return frozenset(feature for feature, n in counts.items() if n > max(2.0, _FEW * len(guide.views)))
