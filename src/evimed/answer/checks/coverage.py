"""Every number, date and content word of a statement stands in its evidence; restrictions of it are told."""

from __future__ import annotations

import re

from evimed.answer.checks.dates import Date
from evimed.answer.checks.match import Item, Matched, agrees_in_bound
from evimed.answer.checks.names import is_name
from evimed.answer.checks.quantities import Quantity, agree, close
from evimed.answer.checks.source import Place
from evimed.answer.checks.synonyms import glossary_places
from evimed.answer.checks.terms import Term, derived
from evimed.answer.checks.verdict import Check, Finding

_RESTRICTING = frozenset({"age", "reproduction", "minority", "organ", "severity", "species"})


def check_presence(matched: Matched) -> list[Finding]:
    """What is said and not in the evidence, or there with another unit or bound."""
    findings: list[Finding] = []
    for item, place in zip(matched.items, matched.path.places, strict=True):
        said = matched.said.words(item.start, item.end)
        if isinstance(item, Quantity):
            findings += _quantity(item, said, place, matched)
        elif place is None and not _addressee(item, matched):
            findings.append(_absent(item, said, matched))
        elif place is not None and isinstance(item, Term) and place.start >= matched.source.quoted:
            findings += _only_in_context(item, said, matched)
    return findings


def _addressee(item: Item, matched: Matched) -> bool:
    """Whether it is who an order is given to: "Take one tablet" told as "patients should take"."""
    if not isinstance(item, Term) or item.member is None or item.member.family != "person":
        return False
    source = matched.source
    duty = any(op.meanings & {"must", "should", "forbid", "avoid"} for op in matched.said.operators)
    people = any(
        term.member is not None and term.member.family in ("person", "age", "sex")
        for term in source.members_in(0, source.quoted)
    )
    ordered = not any(
        op.meanings & {"must", "should"} for op in source.parsed.operators if op.start < source.quoted
    )
    return duty and ordered and not people


def _absent(item: Item, said: str, matched: Matched) -> Finding:
    source = matched.source
    if isinstance(item, Date):
        dates = [date for date in source.parsed.dates if date.start < source.quoted]
        return Finding("date", said, source.parsed.words(dates[0].start, dates[0].end) if dates else "")
    if isinstance(item, Term) and item.member is not None:
        rivals = source.rivals(item.member)
        return Finding(
            item.member.check, said, source.parsed.words(rivals[0].start, rivals[0].end) if rivals else ""
        )
    check: Check = "drug" if isinstance(item, Term) and is_name(item, matched.said) else "coverage"
    return Finding(check, said, "")


def _quantity(item: Quantity, said: str, place: Place | None, matched: Matched) -> list[Finding]:
    source = matched.source
    theirs = [q for q in source.parsed.quantities if q.start < source.quoted]
    if place is not None:
        there = next((q for q in theirs if (q.start, q.end) == (place.start, place.end)), None)
        if there is None or agrees_in_bound(item, there):
            return []
        return [Finding("comparator", said, source.parsed.words(there.start, there.end))]
    if item.dimension and _by_header(item, theirs, matched):
        return []
    same_digits = [
        q
        for q in theirs
        if _digits(matched.said.words(item.start, item.end)) == _digits(source.parsed.words(q.start, q.end))
    ]
    same_scale = [q for q in theirs if q.dimension == item.dimension]
    nearest = next(iter(same_digits or same_scale or theirs), None)
    told = source.parsed.words(nearest.start, nearest.end) if nearest else ""
    if same_digits and not agree(item, same_digits[0]):
        check: Check = "range" if item.high is not None and same_digits[0].high is None else "unit"
    else:
        check = (
            "range"
            if item.high is not None or (nearest is not None and nearest.high is not None)
            else "number"
        )
    return [Finding(check, said, told)]


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit() or letter == ".").strip(".")


def _by_header(item: Quantity, theirs: list[Quantity], matched: Matched) -> bool:
    """A bare number of a table whose header names the unit: ``Dose (mg) | 10``."""
    size = _size(item, matched)
    if size is None:
        return False
    number, unit = size
    header = matched.source.lower
    return any(
        not q.dimension
        and q.high is None
        and item.high is None
        and close(q.low, number)
        and f"({unit})" in header
        for q in theirs
    )


def _size(item: Quantity, matched: Matched) -> tuple[float, str] | None:
    words = matched.said.words(item.start, item.end).lower()
    digits = _digits(words)
    unit = words[words.rfind(digits[-1]) + 1 :].strip() if digits else ""
    try:
        return (float(digits), unit) if unit else None
    except ValueError:
        return None


def _only_in_context(item: Term, said: str, matched: Matched) -> list[Finding]:
    """A word of the context may name what the quote leaves unnamed, not replace what the quote names."""
    source = matched.source
    used = {place.start for _, place in matched.pairs()}
    if item.member is not None:
        rivals = [term for term in source.rivals(item.member) if term.start not in used]
        if rivals and item.member.family not in ("person", "amount"):
            return [Finding(item.member.check, said, source.parsed.words(rivals[0].start, rivals[0].end))]
        return []
    if is_name(item, matched.said):
        others = [
            term
            for term in source.parsed.terms
            if term.start < source.quoted and term.start not in used and is_name(term, source.parsed)
        ]
        if others:
            return [Finding("drug", said, source.parsed.words(others[0].start, others[0].end))]
    return []


def check_slots(matched: Matched) -> list[Finding]:
    """A word that stands where the evidence has another: told twice, or known from the context only."""
    source = matched.source
    places = matched.path.places
    used = _uses(matched)
    sure = [p is not None and used[p] == 1 and p.start < source.quoted for p in places]
    findings: list[Finding] = []
    for at, (item, place) in enumerate(zip(matched.items, places, strict=True)):
        if sure[at] or place is None or (isinstance(item, Term) and item.free):
            continue
        region = _slot(at, sure, matched)
        other = (
            next((told for told in _left(matched, *region) if not _same(item, told)), None)
            if region
            else None
        )
        if other is not None and region is not None and not _told_otherwise(item, region, matched):
            findings.append(
                Finding(
                    _kind(item, matched),
                    matched.said.words(item.start, item.end),
                    source.parsed.words(other.start, other.end),
                )
            )
    return findings


def _uses(matched: Matched) -> dict[Place, int]:
    """How often each place is used; neighbours that are told in one other word use it once."""
    used: dict[Place, int] = {}
    before: Place | None = None
    for item, place in zip(matched.items, matched.path.places, strict=True):
        if place is None:
            continue
        same_word = matched.said.words(item.start, item.end) == matched.source.parsed.words(
            place.start, place.end
        )
        if place != before or same_word:
            used[place] = used.get(place, 0) + 1
        before = place
    return used


def _told_otherwise(item: Item, region: tuple[int, int], matched: Matched) -> bool:
    """Whether the slot holds another word for the same thing."""
    if not isinstance(item, Term):
        return False
    mine = matched.place(item)
    return any(
        region[0] - 1 <= place.start
        and place.end <= region[1] + 1
        and (mine is None or place.end <= mine.start or mine.end <= place.start)
        for place in glossary_places(item, matched.said, matched.source)
    )


def _slot(at: int, sure: list[bool], matched: Matched) -> tuple[int, int] | None:
    """Where in the evidence item ``at`` would stand between its neighbours."""
    source, places = matched.source, matched.path.places
    before = next((places[i] for i in range(at - 1, -1, -1) if sure[i]), None)
    after = next((places[i] for i in range(at + 1, len(places)) if sure[i]), None)
    if before is not None and after is not None:
        if before.end > after.start or source.sentence(before.start) != source.sentence(after.start):
            return None
        return before.end, after.start
    if after is not None:
        start = after.start
        while start > 0 and source.clause(start - 1) == source.clause(after.start):
            start -= 1
        return start, after.start
    if before is not None:
        end = before.end
        while end < source.quoted and source.clause(end) == source.clause(before.end):
            end += 1
        return before.end, end
    return None


def _left(matched: Matched, start: int, end: int) -> list[Item]:
    """What the evidence has there and the statement does not say."""
    parsed = matched.source.parsed
    said = [place for place in matched.path.places if place is not None]
    items: list[Item] = [*(term for term in parsed.terms if not term.free), *parsed.quantities, *parsed.dates]
    return [
        item
        for item in items
        if start <= item.start < min(end, matched.source.quoted)
        and not any(place.start < item.end and item.start < place.end for place in said)
    ]


def _same(one: Item, other: Item) -> bool:
    """Whether they are of different sorts, or say the same: neither stands for the other."""
    if type(one) is not type(other):
        return True
    if isinstance(one, Term) and isinstance(other, Term):
        if one.member is not None or other.member is not None:
            return one.member == other.member
        inside = one.key in other.key or other.key in one.key
        return inside if one.han else inside or derived(one.key, other.key)
    return isinstance(one, Quantity) and isinstance(other, Quantity) and one.dimension != other.dimension


def _kind(item: Item, matched: Matched) -> Check:
    if isinstance(item, Quantity):
        return "number"
    if isinstance(item, Date):
        return "date"
    if item.member is not None:
        return item.member.check
    return "drug" if is_name(item, matched.said) else "coverage"


_IMPAIRED = re.compile(
    r"\W*(?:\w+ )?(?:impair|insuffici|fail|diseas|dysfunction|transplant|function)"
    r"|脏?(?:功能|损|病|衰|硬化|移植)"
)


def check_population(matched: Matched) -> list[Finding]:
    """A population that the clause of the evidence is limited to and the statement leaves out."""
    source = matched.source
    said = {
        (item.member.family, item.member.value)
        for item in matched.items
        if isinstance(item, Term) and item.member is not None
    }
    families = {family for family, _ in said}
    clauses: dict[int, int] = {}
    for _, place in matched.pairs():
        if place.start < source.quoted:
            clauses[source.clause(place.start)] = clauses.get(source.clause(place.start), 0) + 1
    findings: list[Finding] = []
    for term in source.members_in(0, source.quoted):
        member = term.member
        if (
            member is None
            or member.family not in _RESTRICTING
            or clauses.get(source.clause(term.start), 0) < 2
        ):
            continue
        if member.family == "organ" and not _IMPAIRED.match(source.lower, term.end):
            continue  # metabolised in the liver: no population
        covered = any(place.start <= term.start < place.end for _, place in matched.pairs())
        if not covered and member.family not in families:
            findings.append(Finding("population", "", source.parsed.words(term.start, term.end)))
    return findings


_PEOPLE = frozenset({"age", "person", "sex"})
_AGES = frozenset({"calendar", "time"})
_OF_AGE = re.compile(
    r"\W*(?:(?:aged?|ages|under|over|of|from|who|are|were|between|and|years|岁|及|的|以上|以下)\W*){0,4}"
)


def check_ages(matched: Matched) -> list[Finding]:
    """An age that the evidence limits its people to and the statement leaves out: "under 2 years"."""
    source = matched.source
    if any(q.dimension in _AGES or not q.dimension for q in matched.said.quantities):
        return []
    people = [
        place
        for item, place in matched.pairs()
        if isinstance(item, Term)
        and item.member is not None
        and item.member.family in ("age", "person", "sex")
    ]
    findings: list[Finding] = []
    for q in source.parsed.quantities:
        if q.dimension not in _AGES or q.start >= source.quoted:
            continue
        for place in people:
            first, second = sorted(((place.start, place.end), (q.start, q.end)))
            if first[1] <= second[0] and _OF_AGE.fullmatch(source.lower[first[1] : second[0]]):
                findings.append(Finding("population", "", source.parsed.words(first[0], second[1])))
    return findings


def share_covered(matched: Matched) -> float:
    """Share of the items that have a place."""
    if not matched.items:
        return 1.0
    return sum(place is not None for place in matched.path.places) / len(matched.items)
