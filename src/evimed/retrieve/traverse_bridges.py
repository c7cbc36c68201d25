"""Bridges: what joins two passages.

Entities of the graph, terms that a sentence defines, the herbs that formulas are called after.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from evimed.knowledge.entities.definitions import defined_terms
from evimed.knowledge.glossary import load_glossary
from evimed.knowledge.tokens import fold
from evimed.records import Hit, Span
from evimed.store.database import Transaction
from evimed.store.graph import Entity, entities_of, step

_LINKING: Final = frozenset(("drug", "formula", "condition", "gene", "organism"))
_FORMULA: Final = re.compile(r"(?P<stem>[\u4e00-\u9fff]{2,6})[汤散丸饮丹膏煎]$")
_OTHER_KIND: Final = 0.5  # of another kind than the question describes
_GUESSED: Final = 0.7  # its form alone says that it is something
_DEFINED: Final = 0.9
_LABEL: Final = 16  # characters of a line that names what follows
_MARK: Final = re.compile(r"^(?:<[^>]{1,8}>|[#*\s\d.、]+)")


@dataclass(frozen=True, slots=True)
class Bridge:
    """What joins: an entity (``id``), or a term (no id) that passages name."""

    id: str
    name: str
    kind: str
    value: float  # how telling it is as a link, 0 to 1
    names: tuple[str, ...] = ()  # other ways to write it, folded
    prefix: bool = False  # headings that begin its name are about it: a formula is called after a herb


Spoken = Mapping[str, Sequence[tuple[str, Span, str]]]


def bridges_in(
    tx: Transaction, library: str, asked: str, kinds: frozenset[str], spoken: Spoken
) -> dict[str, Bridge]:
    """The entities of some passages that can join and that the question (folded) does not name, by id."""
    surfaces: dict[str, set[str]] = {}
    for mentions in spoken.values():
        for entity, _, surface in mentions:
            surfaces.setdefault(entity, set()).add(fold(surface))
    free = [entity for entity, names in surfaces.items() if not any(name in asked for name in names)]
    return {
        entity.id: Bridge(
            entity.id, entity.name, entity.type, _telling(entity, kinds), _names(entity, surfaces[entity.id])
        )
        for entity in entities_of(tx, library, free).values()
        if entity.type in _LINKING and fold(entity.name) not in asked
    }


def _names(entity: Entity, surfaces: Iterable[str] = ()) -> tuple[str, ...]:
    """As passages write it, and as the glossary does in both languages."""
    name = fold(entity.name)
    whole = [one for one in load_glossary().find(name) if one.end - one.start == len(name)]
    others = [form for one in whole for form in one.others]
    return tuple(dict.fromkeys((*sorted(surfaces, key=len)[:3], *others[:4])))


def _telling(entity: Entity, kinds: frozenset[str]) -> float:
    """What every other passage speaks of joins little; so does a guess, or what is of another kind."""
    rare = 1.0 / (1.0 + math.log1p(entity.supports) / 8.0)
    if entity.concept is None and entity.type != "formula":
        rare *= _GUESSED
    return rare if not kinds or entity.type in kinds else _OTHER_KIND * rare


def terms_in(sentence: str, asked: str) -> list[Bridge]:
    """The terms that a sentence defines and the question does not use."""
    return [Bridge("", term, "term", _DEFINED) for term in defined_terms(sentence) if term not in asked]


def namesake(bridge: Bridge) -> Bridge | None:
    """A formula by the herb it is called after: 白头翁汤, 白头翁."""
    match = _FORMULA.match(bridge.name) if bridge.kind == "formula" else None
    return Bridge("", match["stem"], "drug", bridge.value, prefix=True) if match else None


def contained(
    tx: Transaction, library: str, bridges: Iterable[Bridge], asked: str
) -> dict[str, list[Bridge]]:
    """What the graph says the bridges contain, by the id of the bridge."""
    by_id = {bridge.id: bridge for bridge in bridges if bridge.id and bridge.kind == "formula"}
    if not by_id:
        return {}
    relations = step(tx, library, predicate="contains", subjects=list(by_id), limit=60)
    known = entities_of(tx, library, [relation.object for relation in relations])
    found: dict[str, list[Bridge]] = {}
    for relation in relations:
        entity = known.get(relation.object)
        if entity is not None and fold(entity.name) not in asked:
            value = 0.8 * by_id[relation.subject].value
            found.setdefault(relation.subject, []).append(
                Bridge(entity.id, entity.name, entity.type, value, _names(entity))
            )
    return found


def strength(bridge: Bridge, hit: Hit, index: int | None, mentions: Sequence[str]) -> float:
    """How surely a sentence (or, without ``index``, the passage) is about the bridge.

    1 under a title, a heading or a line that names it, less where it only speaks of it, 0 if nothing says so.
    """
    names = (fold(bridge.name), *bridge.names)
    headings = [fold(words) for words in (hit.document.title, *hit.passage.section)]
    if any(name in heading for heading in headings for name in names):
        return 1.0
    sentences = hit.passage.sentences
    until = len(sentences) if index is None else index
    labels = [_bare(one.text) for one in sentences[:until] if len(one.text) <= _LABEL]
    if index is not None:
        labels = labels[-1:]
    if any(_about(bridge, label, names) for label in labels):
        return 1.0
    if bridge.prefix:
        return 0.0
    if index is not None and any(name in fold(sentences[index].text) for name in names):
        return 0.8
    spoken = bridge.id in mentions if bridge.id else names[0] in fold(hit.passage.text)
    return 0.5 if spoken else 0.0


def _bare(line: str) -> str:
    return _MARK.sub("", fold(line)).strip(" :：。.")


def _about(bridge: Bridge, label: str, names: Sequence[str]) -> bool:
    """A line that names what follows: the name, or the herb with which the name of a formula begins."""
    return label in names or (bridge.prefix and len(label) >= 2 and names[0].startswith(label))
