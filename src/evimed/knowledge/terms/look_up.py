"""What terminologies say of a name: its concepts, their other names, and what is linked with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from evimed.knowledge.entities.folding import fold_places
from evimed.knowledge.entities.lexicon import Lexicon, bundled_concepts
from evimed.store.database import Transaction
from evimed.store.terminologies import Concept, Neighbour, get_concepts, neighbours

_MOST: Final = 10  # concepts of a name, and neighbours of each kind


@dataclass(frozen=True, slots=True)
class Entry:
    """A concept as it is shown. Bundled concepts have no neighbours."""

    terminology: str
    concept: Concept
    neighbours: tuple[Neighbour, ...] = ()


def look_up(tx: Transaction, lexicon: Lexicon, wanted: str) -> list[Entry]:
    """The concepts called ``wanted``, or with that code (``hpo:HP:0001250`` or ``HP:0001250``)."""
    folded = fold_places(" ".join(wanted.split()))
    keys = [name.concept for name in lexicon.names(folded) if name.concept is not None]
    found = get_concepts(tx, [*keys[:_MOST], wanted]) or get_concepts(tx, [f":{wanted}"])
    brought = [
        Entry(terminology, concept, tuple(neighbours(tx, terminology, concept.code, _MOST)))
        for terminology, concept in found[:_MOST]
    ]
    bundled = {
        f"{terminology}:{concept.code}": (terminology, concept) for terminology, concept in bundled_concepts()
    }
    return [*(Entry(*bundled[key]) for key in keys[:_MOST] if key in bundled), *brought]
