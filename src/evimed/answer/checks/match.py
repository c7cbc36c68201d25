"""What of a statement stands where in its evidence: candidates for each item, and the path through them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evimed.answer.checks.align import Alignment, Path
from evimed.answer.checks.comparators import bounds_agree
from evimed.answer.checks.dates import Date
from evimed.answer.checks.parse import Parsed
from evimed.answer.checks.quantities import Quantity, agree
from evimed.answer.checks.source import Place, Source
from evimed.answer.checks.synonyms import compound_places, other_words
from evimed.answer.checks.terms import Term, word_key
from evimed.knowledge.bridge import Bridge

Item = Term | Quantity | Date


@dataclass(frozen=True, slots=True)
class Matched:
    """Items of a statement in order, the places each may stand at, and the path taken through them."""

    said: Parsed
    source: Source
    items: tuple[Item, ...]
    candidates: tuple[tuple[Place, ...], ...]
    path: Path
    alignment: Alignment
    voices_differ: bool  # just one of them names an agent in the passive: "inhibited by"

    def place(self, item: Item) -> Place | None:
        """Where ``item`` stands in the evidence."""
        return self.path.places[self.items.index(item)]

    def pairs(self) -> list[tuple[Item, Place]]:
        """Items that have a place, with it."""
        return [
            (i, place) for i, place in zip(self.items, self.path.places, strict=True) if place is not None
        ]


def match(said: Parsed, source: Source, bridge: Bridge) -> Matched:
    """Place what is said in the evidence."""
    terms = [t for t in said.terms if not t.free or (t.end - t.start > 1 and _quoted(t, source))]
    items: list[Item] = sorted((*terms, *said.quantities, *said.dates), key=lambda item: item.start)
    candidates = [_candidates(item, said, source) for item in items]
    candidates = [
        tuple(_beside(item, said, source, places)) if isinstance(item, Term) else places
        for item, places in zip(items, candidates, strict=True)
    ]
    missing = [
        item for item, places in zip(items, candidates, strict=True) if not places and isinstance(item, Term)
    ]
    if missing:
        others = other_words(said, missing, source, bridge)
        candidates = [
            tuple(others.get(item, ())) if not places and isinstance(item, Term) else places
            for item, places in zip(items, candidates, strict=True)
        ]
    candidates = [
        places or _beside_placed(at, items, candidates, source) for at, places in enumerate(candidates)
    ]
    compounds = compound_places(said, [item for item in items if isinstance(item, Term)], source)
    candidates = [
        (*places, *(p for p in compounds.get(item, ()) if p not in places))
        if isinstance(item, Term)
        else places
        for item, places in zip(items, candidates, strict=True)
    ]
    quotes = source.lower[: source.quoted]
    turned = bool(_PASSIVE.search(said.normal.lower)) != bool(_PASSIVE.search(quotes))
    differ = agents(said.normal.lower) != agents(quotes)
    # 禁用: who must not use it stands first; 禁用于: it stands first.
    differ = differ or bool(_USED_FOR.search(said.normal.lower)) != bool(_USED_FOR.search(quotes))
    alignment = _aligned(source, candidates, turned=turned or differ)
    return Matched(said, source, tuple(items), tuple(candidates), alignment.path(), alignment, differ)


def _quoted(term: Term, source: Source) -> bool:
    """Whether the quotes have a word that only frames: then it helps to tell where the others stand."""
    return any(place.start < source.quoted for place in source.find(term))


def _candidates(item: Item, said: Parsed, source: Source) -> tuple[Place, ...]:
    if isinstance(item, Term):
        found = [
            place for place in source.find(item) if not item.han or not _denied(item, said, place, source)
        ]
        return tuple(sorted(found, key=lambda place: place.start))
    if isinstance(item, Date):
        return tuple(
            source.place(date.start, date.end)
            for date in source.parsed.dates
            if item.within(date) and date.start < source.quoted
        )
    same = [q for q in source.parsed.quantities if agree(item, q) and q.start < source.quoted]
    bound = [q for q in same if agrees_in_bound(item, q)]
    return tuple(source.place(q.start, q.end) for q in bound or same)


def agrees_in_bound(said: Quantity, source: Quantity) -> bool:
    """Whether bounds agree, and "by 5" is not told as "to 5"."""
    changed = said.change and source.change and said.change != source.change
    return bounds_agree(said.bound, source.bound) and not changed


def _beside(item: Term, said: Parsed, source: Source, places: tuple[Place, ...]) -> Sequence[Place]:
    """Places of a single Chinese character: only beside the same neighbour, for it is in many words."""
    if not item.han or len(item.key) > 1 or item.member is not None:
        return places
    lower = said.normal.lower
    before, after = lower[max(0, item.start - 1) : item.start], lower[item.end : item.end + 1]
    before, after = (c if "\u3400" <= c <= "\u9fff" else "" for c in (before, after))
    if not before and not after:
        return places or source.occurrences(item.key)
    lone = [
        p
        for p in source.occurrences(item.key)
        if _alone(p, source) or (not before and not _han_at(source, p.start - 1))
    ]
    found = (
        lone + [source.place(p.start + 1, p.end) for p in source.occurrences(before + item.key)]
        if before
        else []
    )
    found += [source.place(p.start, p.end - 1) for p in source.occurrences(item.key + after)] if after else []
    return sorted((p for p in found if p.start < source.quoted), key=lambda place: place.start)


def _beside_placed(
    at: int, items: Sequence[Item], candidates: Sequence[tuple[Place, ...]], source: Source
) -> tuple[Place, ...]:
    """Places of a single Chinese character beside a word told otherwise there: 治 of 治大便不通."""
    item = items[at]
    if not isinstance(item, Term) or not item.han or len(item.key) > 1:
        return ()
    found: list[Place] = []
    if at + 1 < len(items) and items[at + 1].start == item.end:
        found += [source.place(p.start - 1, p.start) for p in candidates[at + 1] if p.start > 0]
    if at > 0 and items[at - 1].end == item.start:
        found += [source.place(p.end, p.end + 1) for p in candidates[at - 1]]
    return tuple(p for p in found if source.lower[p.start : p.end] == item.key and p.start < source.quoted)


def _alone(place: Place, source: Source) -> bool:
    """Whether a character is a word by itself there."""
    return not _han_at(source, place.start - 1) and not _han_at(source, place.end)


def _han_at(source: Source, at: int) -> bool:
    return 0 <= at < len(source.lower) and "\u3400" <= source.lower[at] <= "\u9fff"


_DENYING = frozenset("不未无非没否")


def _denied(item: Term, said: Parsed, place: Place, source: Source) -> bool:
    """Whether the evidence has the word only inside its opposite: 属于 in 不属于, 有效 in 无效."""
    before = source.lower[max(0, place.start - 1) : place.start]
    if before not in _DENYING or not before:
        return False
    if any(op.start < place.start <= op.end for op in source.parsed.operators):
        return False
    return said.normal.lower[max(0, item.start - 1) : item.start] != before


_USED_FOR = re.compile(r"[禁慎适可宜]用于")
_PASSIVE = re.compile(r" by |被|由|\b(?:is|are|was|were|be|been|being) (?:\w+ly )?\w+(?:ed|en|wn)\b")

_AGENT = re.compile(
    r"\b(?:is|are|was|were|be|been|being) (?:\w+ly )?(\w+(?:ed|en|wn|un)) by "
    r"(?!\d|about|approx|an? (?:mean|average|factor)|one|two|three|four|five|six|seven|eight|nine|ten)"
)


def agents(lower: str) -> frozenset[str]:
    """Keys of the verbs that stand in the passive with their agent."""
    return frozenset(word_key(match.group(1)) for match in _AGENT.finditer(lower))


def _aligned(source: Source, candidates: Sequence[tuple[Place, ...]], *, turned: bool) -> Alignment:
    """The alignment; backwards where just one of statement and evidence is passive and that fits better."""
    forward = Alignment(candidates, source)
    if not turned:
        return forward
    backward = Alignment(candidates, source, mirrored=True)
    return backward if backward.path().cost < forward.path().cost else forward
