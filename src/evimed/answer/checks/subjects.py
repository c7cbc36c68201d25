"""What a statement speaks of, cut short: "heterochromatin is" of "heterochromatin protein 1a is".

A noun that loses the noun after it is another thing; a common noun that loses what stands before it is more
things than the evidence speaks of: "toxins" of "staphylococcal toxins".
English only: in Chinese words that run together are compared as they run.
"""

from __future__ import annotations

import re
from typing import Final

from evimed.answer.checks.match import Matched
from evimed.answer.checks.source import Place
from evimed.answer.checks.terms import Term
from evimed.answer.checks.verdict import Finding
from evimed.knowledge.tokens import is_stop

_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|may|might|must|shall|should|can|could|will|would|cannot|does|do|did)\b"
)
_COMPARATIVES = (
    "lower",
    "higher",
    "longer",
    "shorter",
    "larger",
    "smaller",
    "greater",
    "fewer",
    "less",
    "more",
)
_PASSIVE = re.compile(r"\b(?:is|are|was|were) (?:\w+ly )?\w+(?:ed|en|wn|un)\b")
_HEADING = re.compile(r"\b[A-Z]{5,}\b")  # of a part of an abstract, run into its text
_SUGGESTS = re.compile(
    r"\b(?:suggest(?:s|ed|ing)?|hypothesi[sz]ed?|speculated?|propose[ds]?|postulated?) that\b"
)
_HEDGES = re.compile(
    r"\b(?:suggest|hypothes|speculat|propos|postulat|may|might|could|appear|seem|likely|possibl|potential|indicat)"
)
_FEW: Final = 3  # words that are placed: fewer say nothing of where a statement comes from
_SHARE: Final = 3  # at least one of so many words stands in the quotations
_AFTER = re.compile(r"[ -]([a-z][a-z0-9]*|[\u0370-\u03ff]\w*)")
_BEFORE = re.compile(r"([a-z0-9][\w-]*?)[ -]$")
# Words that may stand beside a noun and are no part of what it names.
_BESIDE: Final = frozenset(
    ("therapy", "treatment", "treatments", "administration", "use", "usual", "than", "per", "via", "among")
)
_OPENING: Final = frozenset(
    ("because", "since", "although", "both", "some", "most", "many", "also", "however", "thus", "therefore")
)
# Before a noun: a verb that has it as its object ("induces reactive species"), an adverb, a participle.
_NO_ATTRIBUTE = re.compile(r"\w+(?:ly|ed|ing|[^ou]s)")


def check_grounded(matched: Matched) -> list[Finding]:
    """Most of a statement stands in the passage, but not in the words it is said to rest on.

    The rest of a passage may name what the quotation leaves unnamed; it may not say what that does not.
    """
    told = [(item, place) for item, place in matched.pairs() if not (isinstance(item, Term) and item.free)]
    quoted = sum(place.start < matched.source.quoted for _, place in told)
    if len(told) < _FEW or quoted * _SHARE >= len(told):
        return []
    return [Finding("quote", matched.said.normal.text, "")]


def check_hedged(matched: Matched) -> list[Finding]:
    """What a source only suggests, told as a fact."""
    said, source = matched.said.normal.lower, matched.source
    places = [place.start for _, place in matched.pairs() if place.start < source.quoted]
    for found in _SUGGESTS.finditer(source.lower, 0, source.quoted):
        if places and min(places) > found.start() and not _HEDGES.search(said):
            return [Finding("modality", "", found.group())]
    return []


def check_copula(matched: Matched) -> list[Finding]:
    """An "is" that the source does not say: of a noun put beside another (apposition), of two in a row.

    "Delivery of X, an mRNA, …" says that X is one, not that its delivery is.
    """
    said, source = matched.said.normal.lower, matched.source
    verb = _VERB.search(said)
    if verb is None or verb.group() not in ("is", "are", "was", "were") or _PASSIVE.search(said):
        return []
    before = [p for i, p in matched.pairs() if i.end <= verb.start() and p.start < source.quoted]
    after = [p for i, p in matched.pairs() if i.start >= verb.end() and p.start < source.quoted]
    if not before or not after or re.search("[\u3400-\u9fff]", said + source.lower[: source.quoted]):
        return []
    told = Finding("coverage", verb.group(), "")
    if after[0].start < before[-1].start:
        return [] if _VERB.search(source.lower, 0, source.quoted) else [told]
    between = source.lower[before[-1].end : after[0].start]
    beside = re.fullmatch(r"[^,.;]{0,40}, (?:an?|the|one of)\b[^,.;]*", between) is not None
    inner = re.search(r"\b(?:of|in|for|with|by)\b", said[: verb.start()]) is not None
    return [told] if beside and inner and _VERB.search(between) is None else []


def check_subject(matched: Matched) -> list[Finding]:
    """The subject of a statement stands in the evidence as a part of another one."""
    said, source = matched.said, matched.source
    verb = _VERB.search(said.normal.lower)
    if verb is None or re.search("[\u3400-\u9fff]", said.normal.lower[: verb.start()]):
        return []
    subject = [
        (item, place)
        for item, place in matched.pairs()
        if isinstance(item, Term) and item.end <= verb.start() and place.start < source.quoted
    ]
    if not subject:
        return []
    told = said.normal.lower[: verb.start()]
    capitals = _HEADING.sub(lambda match: " " * len(match.group()), source.parsed.normal.text)
    if said.normal.lower[verb.end() :].lstrip().startswith(_COMPARATIVES):
        return _head(subject, told, source.lower)  # "a lower rate" told as "the rate was lower"
    return [*_head(subject, told, source.lower), *_attributes(subject, told, capitals.lower())]


def _head(subject: list[tuple[Term, Place]], said: str, source: str) -> list[Finding]:
    """What the last noun before the verb belongs to in the evidence."""
    item, place = subject[-1]
    if said[item.end :].strip() or not _is_subject(place, source):
        return []
    after = _AFTER.match(source, place.end)
    if after is None or _passes(after[1], said):
        return []
    return [Finding("coverage", said[item.start : item.end], f"{source[place.start : place.end]} {after[1]}")]


def _attributes(subject: list[tuple[Term, Place]], said: str, source: str) -> list[Finding]:
    """What stands before the first noun in the evidence and makes it fewer things."""
    item, place = subject[0]
    if not _is_subject(place, source) or said[item.start : item.end].endswith("ed"):
        return []
    if item.member is not None or said[: item.start].strip() not in ("", "the", "a", "an"):
        return []
    before = _BEFORE.search(source[max(0, place.start - 40) : place.start])
    if before is None or _passes(before[1].rsplit("-", 1)[-1], said):
        return []
    return [
        Finding("coverage", said[item.start : item.end], f"{before[1]} {source[place.start : place.end]}")
    ]


def _is_subject(place: Place, source: str) -> bool:
    """Whether the evidence goes on with a verb that may be said of it, or with another name of it."""
    rest = re.split(r"[.;\n]", source[place.end :], maxsplit=1)[0]
    return re.search(r"\b(?:known|called|termed)\b", rest) is not None or _VERB.search(rest) is not None


def _passes(word: str, said: str) -> bool:
    if word in _BESIDE | _OPENING or is_stop(word) or _VERB.fullmatch(word) or _NO_ATTRIBUTE.fullmatch(word):
        return True
    return word.isdigit() or re.search(rf"\b{re.escape(word[:6])}", said) is not None
