"""Which words a number goes with where a sentence tells several: 12 % in one arm, 8 % in the other.

A sentence with several quantities of one dimension is parted into segments of one quantity each, at commas
and conjunctions. What a later segment leaves unsaid it takes from the first (ellipsis); what it says itself
distinguishes it. Where a list of things and a list of numbers are joined by "respectively" or 分别, they are
paired in order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from evimed.answer.checks.dates import Date
from evimed.answer.checks.match import Item, Matched
from evimed.answer.checks.names import is_name, same_shape
from evimed.answer.checks.parse import Parsed
from evimed.answer.checks.quantities import Quantity
from evimed.answer.checks.source import Place
from evimed.answer.checks.terms import Term

Judgement = Literal["agrees", "conflicts", "unknown"]
_JOINT = re.compile(r"[,;:、。]|\b(?:and|but|while|whereas|versus|vs|compared with|than|or)\b|而|和|与|及|或")
_RESPECTIVELY = re.compile(r"\brespectively\b|分别|依次")
_LIST = re.compile(r",? and |, |、|和|与|及|,? or |或| vs\.? | versus ")


@dataclass(frozen=True, slots=True)
class Segment:
    """A quantity and the stretch of text that is its own."""

    at: int  # where the quantity begins
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Judged:
    """The judgement, and the keys of the words that it rests on."""

    judgement: Judgement
    keys: frozenset[str] = frozenset()


_UNKNOWN = Judged("unknown")


def judge(item: Item, place: Place, matched: Matched) -> Judged:
    """Whether the words around a number of the statement are those around it in the evidence."""
    source = matched.source.parsed
    own_items = _own_items(item, matched)
    if own_items is None:
        return _UNKNOWN
    elsewhere = [(i, found) for i, found in own_items if all(p.sentence != place.sentence for p in found)]
    here = any(all(p.sentence == place.sentence for p in found) for _, found in own_items)
    if elsewhere and not here:
        return Judged("conflicts") if _rival_beside(item, elsewhere, matched) else _UNKNOWN
    own_items = [(i, [p for p in places if p.sentence == place.sentence]) for i, places in own_items]
    theirs = _alike(source, item, place.start, matched)
    paired = _respective(source, theirs) if len(theirs) > 1 else None
    segments = paired or (_segments(source, theirs) if len(theirs) > 1 else [])
    own = next((s for s in segments if s.at == place.start), None)
    if own is None or len(segments) < 2:
        return _UNKNOWN
    if paired is not None:
        return _judge_paired(own, paired, own_items)
    return _judge_segment(own, segments, own_items, source)


_OwnItems = Sequence[tuple[Item, Sequence[Place]]]


def _judge_paired(own: Segment, segments: Sequence[Segment], own_items: _OwnItems) -> Judged:
    """The thing that the list pairs with the number is told, or another of the list."""
    mine = [i for i, places in own_items if _only_in(own, places)]
    if mine:
        return Judged("agrees", _keys(mine))
    others = any(_only_in(s, places) for s in segments if s is not own for _, places in own_items)
    return Judged("conflicts") if others else _UNKNOWN


def _judge_segment(own: Segment, segments: Sequence[Segment], own_items: _OwnItems, source: Parsed) -> Judged:
    """A later segment's own words must be told; the first's may not be left out for a later one's."""
    told = [i for i, places in own_items if _only_in(own, places)]
    mine = _exclusive(own, segments, source)
    if segments.index(own) > 0 and mine:
        return Judged("agrees", _keys(told)) if told else Judged("conflicts")
    later = any(_only_in(s, places) for s in segments if s.at > own.at for _, places in own_items)
    unsaid = mine - {key_of(i) for i, _ in own_items if isinstance(i, Term)} - _keys_at(own_items, source)
    if later and unsaid:
        return Judged("conflicts")
    return Judged("agrees", _keys(told)) if told and not later else _UNKNOWN


def _keys(items: Sequence[Item]) -> frozenset[str]:
    return frozenset(item.key for item in items if isinstance(item, Term))


def _rival_beside(item: Item, own_items: _OwnItems, matched: Matched) -> bool:
    """Whether a sentence that has all the words around the number tells another number of the kind."""
    shared = frozenset(p.sentence for p in own_items[0][1])
    for _, places in own_items:
        shared &= {p.sentence for p in places}
    return any(
        _alike(matched.source.parsed, item, p.start, matched)
        for _, places in own_items
        for p in places
        if p.sentence in shared
    )


def _only_in(segment: Segment, places: Sequence[Place]) -> bool:
    return bool(places) and all(segment.start <= place.start < segment.end for place in places)


def _keys_at(own_items: _OwnItems, parsed: Parsed) -> frozenset[str]:
    """Keys of the evidence's words that the items stand for."""
    places = [place for _, found in own_items for place in found]
    return frozenset(
        key_of(term)
        for term in parsed.terms
        if any(place.start < term.end and term.start < place.end for place in places)
    )


def _alike(parsed: Parsed, item: Item, at: int, matched: Matched) -> list[tuple[int, int]]:
    """Spans of the rivals of ``item`` in the sentence of the evidence that ``at`` stands in."""
    sentence = matched.source.sentence(at)
    return [span for span in _rivals(parsed, item) if matched.source.sentence(span[0]) == sentence]


def _rivals(parsed: Parsed, item: Item) -> list[tuple[int, int]]:
    """Spans of quantities of its dimension, of dates, or of names written as it is; itself too."""
    if isinstance(item, Date):
        return [(date.start, date.end) for date in parsed.dates]
    if isinstance(item, Quantity):
        return [(q.start, q.end) for q in parsed.quantities if q.dimension == item.dimension]
    return [(t.start, t.end) for t in parsed.terms if is_name(t, parsed) and same_shape(t.key, item.key)]


def _segments(parsed: Parsed, spans: Sequence[tuple[int, int]]) -> list[Segment]:
    """One segment a quantity: borders at the last joint between two of them; none where there is no joint."""
    lower, sentence = parsed.normal.lower, parsed.normal.sentence
    number = sentence[spans[0][0]]
    first = sentence.index(number)
    last = len(sentence) - sentence[::-1].index(number)
    borders = [first]
    for (_, end), (start, _) in pairwise(spans):
        joints = [m.start() for m in _JOINT.finditer(lower, end, start)]
        parted = any(not t.free and end <= t.start < start for t in parsed.terms)
        if not joints or not parted:
            return []  # 4 and 8 weeks: both of the same
        borders.append(_border(parsed, joints))
    borders.append(last)
    return [Segment(span[0], borders[i], borders[i + 1]) for i, span in enumerate(spans)]


def _border(parsed: Parsed, joints: Sequence[int]) -> int:
    """The joint that parts two quantities: the last mark, else the last conjunction."""
    marks = [at for at in joints if parsed.normal.lower[at] in ",;:。"]
    return (marks or list(joints))[-1]


def _exclusive(own: Segment, segments: Sequence[Segment], parsed: Parsed) -> frozenset[str]:
    """Keys of the words that stand in one segment only."""

    def keys(segment: Segment) -> set[str]:
        return {key_of(t) for t in parsed.terms if not t.free and segment.start <= t.start < segment.end}

    others = {key for segment in segments if segment is not own for key in keys(segment)}
    return frozenset(keys(own) - others)


def key_of(term: Term) -> str:
    """One key for all words of a value."""
    return f"{term.member.family}/{term.member.value}" if term.member is not None else term.key


def _own_items(item: Item, matched: Matched) -> list[tuple[Item, Sequence[Place]]] | None:
    """The statement's words that go with ``item``, each with where it stands in the sentence of the evidence.

    ``None`` where the statement tells several numbers and does not part them.
    """
    parsed = matched.said
    number = parsed.normal.sentence[item.start]
    spans = [span for span in _rivals(parsed, item) if parsed.normal.sentence[span[0]] == number]
    start, end = 0, len(parsed.normal.lower)
    if len(spans) > 1:
        own = next((s for s in _segments(parsed, spans) if s.at == item.start), None)
        if own is None:
            return None
        start, end = own.start, own.end
    found: list[tuple[Item, Sequence[Place]]] = []
    for other, places, chosen in zip(matched.items, matched.candidates, matched.path.places, strict=True):
        free = isinstance(other, Term) and other.free
        same = any(first == other.start for first, _ in spans)
        if free or same or chosen is None or not start <= other.start < end:
            continue
        here = [p for p in places if p.start < matched.source.quoted]
        if here:
            found.append((other, here))
    return found


def _respective(parsed: Parsed, spans: Sequence[tuple[int, int]]) -> list[Segment] | None:
    """Each quantity with the thing it is paired with, where the sentence pairs two lists in order."""
    lower, sentence = parsed.normal.lower, parsed.normal.sentence
    number = sentence[spans[0][0]]
    first = sentence.index(number)
    last = len(sentence) - sentence[::-1].index(number)
    mark = _RESPECTIVELY.search(lower, first, last)
    if mark is None:
        return _compared(parsed, spans, first)
    count = len(spans)
    regions: list[tuple[int, int, bool]] = []
    if mark.start() > spans[-1][1]:
        regions.append((spans[-1][1], mark.start(), False))
    regions.append((first, min(spans[0][0], mark.start()), True))
    for start, end, before in regions:
        parts = _parts(lower, start, end)
        if len(parts) >= count:
            chosen = parts[-count:] if before else parts[:count]
            return [Segment(span[0], a, b) for span, (a, b) in zip(spans, chosen, strict=True)]
    return None


_VERSUS = re.compile(r"\s*(?:vs\.?|versus|对|比)\s*")
_PIVOT = re.compile(r"\b(?:than|versus|vs|compared (?:with|to)|and)\b|与|较|比|和")
_BESIDE = 2  # content words on either side of a comparison that name what is compared


def _compared(parsed: Parsed, spans: Sequence[tuple[int, int]], first: int) -> list[Segment] | None:
    """``more often with A than with B (11 % vs 6 %)``: the first number is A's, the second B's."""
    lower = parsed.normal.lower
    if len(spans) != _BESIDE or not _VERSUS.fullmatch(lower[spans[0][1] : spans[1][0]]):
        return None
    pivot = next(_PIVOT.finditer(lower, first, spans[0][0]), None)
    if pivot is None:
        return None
    terms = [t for t in parsed.terms if not t.free and first <= t.start < spans[0][0]]
    before = [t for t in terms if t.end <= pivot.start()][-_BESIDE:]
    after = [t for t in terms if t.start >= pivot.end()][:_BESIDE]
    if not before or not after:
        return None
    return [
        Segment(spans[0][0], before[0].start, pivot.start()),
        Segment(spans[1][0], pivot.end(), after[-1].end),
    ]


def _parts(lower: str, start: int, end: int) -> list[tuple[int, int]]:
    parts: list[tuple[int, int]] = []
    at = start
    for match in _LIST.finditer(lower, start, end):
        parts.append((at, match.start()))
        at = match.end()
    parts.append((at, end))
    return [(a, b) for a, b in parts if lower[a:b].strip(" ,")]
