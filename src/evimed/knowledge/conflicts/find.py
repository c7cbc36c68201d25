"""Conflicts of a library: found when documents come in, told with both quotations.

Each guide is compared once with each other one that its reader may see; comparison of two uses nothing but
the two,
so that the order in which documents come makes no difference. What is deleted goes by itself (foreign keys).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from evimed.catalogue import Language
from evimed.knowledge.concepts import features
from evimed.knowledge.conflicts.compare import Difference
from evimed.knowledge.conflicts.coverage import OneSided, is_on_one_subject, one_sided
from evimed.knowledge.conflicts.decide import differ, may_differ
from evimed.knowledge.conflicts.explain import Side, explain, explain_silence, value_of
from evimed.knowledge.conflicts.views import Guide, guide_of, phrase_of, read_together
from evimed.ports import Comparer, ReadStatement
from evimed.records import (
    Citation,
    Conflict,
    Document,
    FoundConflict,
    Locator,
    Passage,
    Position,
)
from evimed.store.database import Transaction
from evimed.store.documents import document_passages, document_text
from evimed.store.guides import (
    StoredConflict,
    StoredGuide,
    list_conflicts,
    list_guides,
    mark_compared,
    put_conflict,
    recommendations_of,
    waiting_guides,
)

_KINDS = {
    "direction": "direction",
    "position": "direction",
    "choice": "direction",
    "threshold": "threshold",
    "dose": "threshold",
    "duration": "threshold",
    "interval": "threshold",
    "age": "threshold",
    "count": "threshold",
    "strength": "strength",
    "population": "population",
    "timing": "threshold",
}
_RULES = frozenset(("label", "regulation"))


def renew_conflicts(tx: Transaction, library: str, comparer: Comparer | None = None) -> int:
    """Compare the guides that came in since the last time; returns the conflicts found.

    ``comparer`` reads statements by meaning; without one, words and numbers alone are compared. Two guides
    are compared once, whoever asks.
    """
    waiting = set(waiting_guides(tx, library))
    if not waiting:
        return 0
    stored = list_guides(tx, library)
    guides = [_guide(one) for one in stored]
    read: dict[str, list[ReadStatement]] = {}
    found = 0
    for at, (one, first) in enumerate(zip(stored, guides, strict=True)):
        for other, second in zip(stored[at + 1 :], guides[at + 1 :], strict=True):
            if one.document.id not in waiting and other.document.id not in waiting:
                continue
            if one.was_compared_with(other) or not may_differ(first, second, comparer):
                continue
            ours, theirs = read_together(first, second)
            for difference in differ(ours, theirs, comparer, read):
                put_conflict(tx, library, _stored(difference, one, ours, other, theirs))
                found += 1
        read.pop(one.document.id, None)  # it comes no more: what was read of it takes memory
    mark_compared(tx, library, sorted(waiting))
    return found


def _guide(stored: StoredGuide) -> Guide:
    return guide_of(stored.document, stored.body, stored.recommendations, stored.abbreviations)


def _stored(
    difference: Difference, one: StoredGuide, first: Guide, other: StoredGuide, second: Guide
) -> StoredConflict:
    numbers = difference.numbers
    return StoredConflict(
        attribute=difference.attribute,
        record={
            "topics": [
                _topic(difference, 0, one),
                _topic(difference, 1, other),
            ],
            "values": [value_of(numbers[0]), value_of(numbers[1])] if numbers is not None else None,
            "people": difference.people,
            "directions": [difference.one.record.direction, difference.other.record.direction],
            "populations": [
                view.record.population.text
                if view.record.population is not None and (view.people or view.ages)
                else ""
                for view in (difference.one, difference.other)
            ],
            "same_body": first.body.lower() == second.body.lower(),
        },
        first=(one.document.id, one.numbers[one.recommendations.index(difference.one.source)]),
        second=(other.document.id, other.numbers[other.recommendations.index(difference.other.source)]),
    )


def _topic(difference: Difference, side: int, guide: StoredGuide) -> str:
    """What the conflict is about, in the words of one side."""
    view = (difference.one, difference.other)[side]
    if difference.attribute == "threshold" and difference.numbers is not None:
        name = re.sub(
            r"[(（][^()（）]*[)）]|\b(?:of|is|a|an|the|at|to|be|to an?)\b\s*$",
            "",
            difference.numbers[side].name,
        )
        name = re.sub(
            r"^(?:an?|the|to|at|with)\s+|\s+(?:of|is|at|be)\s*$", "", name.strip(), flags=re.IGNORECASE
        )
        return name.strip(" ,;:") or phrase_of(view, difference.topic, guide.abbreviations)
    return phrase_of(view, difference.topic, guide.abbreviations)


def find_conflicts(
    tx: Transaction,
    library: str,
    language: Language,
    *,
    topic: str | None = None,
    documents: Sequence[str] | None = None,
    comparer: Comparer | None = None,
) -> list[FoundConflict]:
    """The conflicts that this Scope sees.

    ``topic``: those on it; ``documents``: those that touch one of them. A conflict with a version that
    another
    one has replaced is left out, save the one between the two versions.
    """
    renew_conflicts(tx, library, comparer)
    stored = list_conflicts(tx, library, documents)
    if not stored:
        return []
    ids = sorted({side[0] for one in stored for side in (one.first, one.second)})
    cards = {guide.document.id: guide.document for guide in list_guides(tx, library)}
    records = recommendations_of(tx, library, ids)
    replaced = _replaced(list_conflicts(tx, library), cards)
    reader = _Reader(tx, library)
    found: list[FoundConflict] = []
    wanted = frozenset(features(topic)) if topic else frozenset[str]()
    for one in stored:
        sides = [
            Side(cards[id_], records[id_, number], *_piece(one, at))
            for at, (id_, number) in enumerate((one.first, one.second))
        ]
        version = _is_version(one, cards)
        if not version and any(side.document.id in replaced for side in sides):
            continue
        if version:
            sides.sort(key=lambda side: side.document.published or "", reverse=True)
        if wanted and not _is_on(wanted, one, sides):
            continue
        found.append(
            _found(
                one, sides, language, reader, version=version, flipped=sides[0].document.id != one.first[0]
            )
        )
    order = list(_KINDS)
    return sorted(found, key=lambda one: (one.conflict.kind == "version", order.index(one.attribute)))


def find_one_sided(
    tx: Transaction, library: str, language: Language, *, topic: str | None = None
) -> list[FoundConflict]:
    """What only one of two guidelines on one subject addresses, by the words of both whole texts.

    Each has one position; ``documents`` are that which speaks and that which is silent. None of it is stored.
    """
    stored = [one for one in list_guides(tx, library) if one.document.superseded_by is None]
    guides = [_guide(one) for one in stored]
    reader = _Reader(tx, library)
    wanted = frozenset(features(topic)) if topic else frozenset[str]()
    found: list[FoundConflict] = []
    for one, first in zip(stored, guides, strict=True):
        for other, second in zip(stored, guides, strict=True):
            if first is second or not is_on_one_subject(first, second):
                continue
            for told in one_sided(first, second, reader.text(other.document.id)):
                side = Side(one.document, told.view.source, told.view.record.direction)
                words = f"{told.view.record.text} ; {one.document.title} ; {told.view.record.heading}"
                if not wanted or wanted <= frozenset(features(words)):
                    found.append(_coverage(side, told, one, other, language, reader))
    return found


def _coverage(
    side: Side, told: OneSided, one: StoredGuide, other: StoredGuide, language: Language, reader: _Reader
) -> FoundConflict:
    citation = reader.cite("c1", side)
    conflict = Conflict(
        kind="coverage",
        topic=phrase_of(told.view, told.topic, one.abbreviations),
        positions=(Position(side.record.text, (citation.id,)),),
    )
    return FoundConflict(
        conflict,
        "coverage",
        explain_silence(side, other.body, language),
        (citation,),
        (one.document.id, other.document.id),
    )


def _piece(one: StoredConflict, at: int) -> tuple[str, str | None]:
    """Direction and people of the piece that was compared, if the conflict was stored with them."""
    directions, populations = one.record.get("directions"), one.record.get("populations")
    return (directions[at], populations[at]) if directions and populations else ("", None)


def _is_on(wanted: frozenset[str], one: StoredConflict, sides: Sequence[Side]) -> bool:
    told = " ; ".join(
        [
            *one.record["topics"],
            *(f"{s.record.text} ; {s.document.title} ; {s.record.heading}" for s in sides),
        ]
    )
    return wanted <= frozenset(features(told))


def _is_version(one: StoredConflict, cards: dict[str, Document]) -> bool:
    first, second = cards[one.first[0]], cards[one.second[0]]
    return (
        bool(one.record["same_body"]) or first.superseded_by == second.id or second.superseded_by == first.id
    )


def _replaced(stored: Sequence[StoredConflict], cards: dict[str, Document]) -> frozenset[str]:
    """Documents that a later one of the same body, or at the same place, has replaced."""
    replaced = {id_ for id_, card in cards.items() if card.superseded_by is not None}
    for one in stored:
        if _is_version(one, cards):
            pair = sorted((cards[one.first[0]], cards[one.second[0]]), key=lambda card: card.published or "")
            if pair[0].published != pair[1].published:
                replaced.add(pair[0].id)
    return frozenset(replaced)


def _found(
    one: StoredConflict,
    sides: Sequence[Side],
    language: Language,
    reader: _Reader,
    *,
    version: bool,
    flipped: bool,
) -> FoundConflict:
    kind = (
        "version"
        if version
        else "rule"
        if any(s.document.kind in _RULES for s in sides)
        else _KINDS[one.attribute]
    )
    topics = list(reversed(one.record["topics"])) if flipped else list(one.record["topics"])
    values = one.record["values"]
    if values is not None and flipped:
        values = list(reversed(values))
    own = next(
        (topic for topic, side in zip(topics, sides, strict=True) if side.document.language == language),
        topics[0],
    )
    citations = [reader.cite(f"c{number}", side) for number, side in enumerate(sides, start=1)]
    conflict = Conflict(
        kind=kind,  # type: ignore[arg-type]
        topic=own,
        positions=tuple(
            Position(side.record.text, (citation.id,))
            for side, citation in zip(sides, citations, strict=True)
        ),
    )
    explanation = explain(one.attribute, sides, values, one.record["people"], language, version=version)
    return FoundConflict(
        conflict, one.attribute, explanation, tuple(citations), (sides[0].document.id, sides[1].document.id)
    )


class _Reader:
    """Quotations and their places; each document is read once."""

    def __init__(self, tx: Transaction, library: str) -> None:
        self._tx = tx
        self._library = library
        self._texts: dict[str, str] = {}
        self._passages: dict[str, list[Passage]] = {}

    def cite(self, id_: str, side: Side) -> Citation:
        """The words of a recommendation, with the page, box or cell of the sentence in which it begins."""
        document = side.document
        words = self.text(document.id)
        if document.id not in self._passages:
            self._passages[document.id] = document_passages(self._tx, self._library, document.id)
        start, end = side.record.chars
        near = next(self._sentences(document.id, start), None)
        locator = (
            Locator((start, end), near.page, near.box, near.section, near.cell, near.slide)
            if near is not None
            else Locator((start, end), section=side.record.section)
        )
        return Citation(id_, document, locator, words[start:end])

    def text(self, document_id: str) -> str:
        """The stored text of a document."""
        if document_id not in self._texts:
            self._texts[document_id] = document_text(self._tx, self._library, document_id)
        return self._texts[document_id]

    def _sentences(self, document_id: str, start: int) -> Iterator[Locator]:
        for passage in self._passages[document_id]:
            if passage.chars[0] <= start < passage.chars[1]:
                for sentence in passage.sentences:
                    if sentence.locator.chars[0] <= start < sentence.locator.chars[1]:
                        yield sentence.locator
