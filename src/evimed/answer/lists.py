"""Lists are told whole: whoever reads three of five contraindications takes them for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from evimed.answer.checks.context import MOST_ITEMS
from evimed.answer.rank import Ranked
from evimed.records import Sentence


def whole_lists(chosen: Sequence[Ranked]) -> list[Ranked]:
    """``chosen`` with the items that are missing of a list of which more than half is told, in its order.

    A list is what stands as items under one heading of one passage, with nothing between them. Lists of more
    than twelve items are left as they are.
    """
    told = list(chosen)
    for item in chosen:
        siblings = _siblings(item)
        passage = item.candidate.hit.passage
        here = [
            one
            for one in told
            if one.candidate.hit.passage.id == passage.id and one.candidate.index in siblings
        ]
        if 2 * len(here) <= len(siblings) or not 2 <= len(siblings) <= MOST_ITEMS:
            continue
        place = told.index(here[0])
        least = min(here, key=lambda one: one.score)
        known = {one.candidate.index: one for one in here}
        whole = [
            known.get(index) or replace(least, candidate=replace(least.candidate, index=index))
            for index in siblings
        ]
        told = [one for one in told if one not in here]
        told[place:place] = whole
    return told


def _siblings(item: Ranked) -> list[int]:
    """Indices of the items of the list in which a sentence stands; empty if it stands in none."""
    sentences, at = item.candidate.hit.passage.sentences, item.candidate.index
    if sentences[at].kind != "item":
        return []
    first = last = at
    while first > 0 and _goes_on(sentences[first - 1], sentences[at]):
        first -= 1
    while last + 1 < len(sentences) and _goes_on(sentences[last + 1], sentences[at]):
        last += 1
    return list(range(first, last + 1))


def _goes_on(one: Sentence, item: Sentence) -> bool:
    return one.kind == "item" and one.locator.section == item.locator.section
