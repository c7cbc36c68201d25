"""What terminologies say of a name: its concepts, their other names, and what is linked with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from evimed.knowledge.entities.folding import fold_places
from evimed.knowledge.entities.lexicon import bundled_concepts, bundled_lexicon
from evimed.store.database import Transaction
from evimed.store.terminologies import Concept, Neighbour, named_concepts, neighbours

_MOST: Final = 10  # concepts of a name, and neighbours of each kind


@dataclass(frozen=True, slots=True)
class Entry:
    """A concept as it is shown. Bundled concepts have no neighbours."""

    terminology: str
    concept: Concept
    neighbours: tuple[Neighbour, ...] = ()


def look_up(tx: Transaction, wanted: str) -> list[Entry]:
    """The concepts called ``wanted``, or with that code (``hpo:HP:0001250`` or ``HP:0001250``)."""
    name = " ".join(wanted.split())
    keys = {one.concept for one in bundled_lexicon().names(fold_places(name))}
    bundled = [
        Entry(terminology, concept)
        for terminology, concept in bundled_concepts()
        if f"{terminology}:{concept.code}" in keys
    ]
    brought = [
        Entry(terminology, concept, tuple(neighbours(tx, terminology, concept.code, _MOST)))
        for terminology, concept in named_concepts(tx, name, _MOST)
    ]
    return [*bundled[:_MOST], *brought]
