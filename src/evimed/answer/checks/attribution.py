"""Whether what is said of one thing is said of another in the evidence: exchanged numbers, arms, drugs.

For every word that has a rival in the evidence (a quantity of the same dimension, a member of the same
family, another name), the statement is placed once more with the rival in its stead; where the statement has
the rival too, with the two exchanged. If that follows the evidence more closely than what is said, the
evidence says it of the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from evimed.answer.checks.dates import Date
from evimed.answer.checks.match import Item, Matched, agents, agrees_in_bound
from evimed.answer.checks.names import is_name, same_shape
from evimed.answer.checks.order import check_order
from evimed.answer.checks.pairing import judge
from evimed.answer.checks.quantities import Quantity, agree
from evimed.answer.checks.source import Place
from evimed.answer.checks.terms import Term
from evimed.answer.checks.verdict import Check, Finding

MARGIN = 0.6  # steps of the path that reading it with the rival must save
EXCHANGE = 2.0  # the same for two words that are no names: a sentence may be told in another order
STRAIGHT = 0.5  # a word: a path that costs no more follows its source
_FEW = 3  # places: a word that stands everywhere shows nothing


def check_attribution(matched: Matched) -> list[Finding]:
    """Items that the evidence has, but in another's place."""
    judged = {
        item: judge(item, place, matched)
        for item, place in matched.pairs()
        if place.start < matched.source.quoted and (not isinstance(item, Term) or _is_code(item, matched))
    }
    vouched = frozenset(key for found in judged.values() for key in found.keys)
    findings: list[Finding] = []
    for at, item in enumerate(matched.items):
        place = matched.path.places[at]
        if place is None or place.start >= matched.source.quoted:
            continue
        if item in judged:
            if judged[item].judgement == "conflicts":
                said = matched.said.words(item.start, item.end)
                findings.append(Finding(_check(item), said, _around(matched, place)))
            if judged[item].judgement != "unknown":
                continue
        elif isinstance(item, Term) and item.key in vouched:
            continue
        if matched.path.cost <= MARGIN:
            continue
        better = _better(matched, at, _rivals(item, matched))
        if better is not None:
            said = matched.said.words(item.start, item.end)
            told = matched.source.parsed.words(better.start, better.end)
            findings.append(Finding(_check(item), said, told))
    findings += check_order(matched, vouched)
    return findings or list(_exchanged_words(matched, vouched))


def check_roles(matched: Matched) -> list[Finding]:
    """Who does and to whom: "A is caused by B" may not be told as "A causes B"."""
    here = agents(matched.said.normal.lower)
    there = agents(matched.source.lower[: matched.source.quoted])
    findings: list[Finding] = []
    for at, (item, verb) in enumerate(zip(matched.items, matched.path.places, strict=True)):
        if (
            not isinstance(item, Term)
            or item.free
            or verb is None
            or (item.key in here) == (item.key in there)
        ):
            continue
        if verb.start >= matched.source.quoted:
            continue
        before = next(
            (p for p in reversed(matched.path.places[:at]) if p is not None and p.clause == verb.clause), None
        )
        after = next(
            (p for p in matched.path.places[at + 1 :] if p is not None and p.clause == verb.clause), None
        )
        if before is not None and after is not None and before.start < verb.start < after.start:
            said = matched.said.words(item.start, item.end)
            findings.append(Finding("coverage", said, matched.source.parsed.words(verb.start, verb.end)))
    return findings


def _is_code(term: Term, matched: Matched) -> bool:
    """Whether a name has figures in it: CYP2C9, IL-6. Such go in parallel, as numbers do."""
    return any(letter.isdigit() for letter in term.key) and is_name(term, matched.said)


def _around(matched: Matched, place: Place) -> str:
    """The words of the evidence around a number."""
    lower = matched.source.lower
    return matched.source.parsed.words(max(0, place.start - 24), min(len(lower), place.end + 24)).strip()


def _better(matched: Matched, at: int, rivals: Sequence[Place]) -> Place | None:
    """The rival that fits better in the place of item ``at``, if one does."""
    if not rivals:
        return None
    owners = {place: number for number, place in enumerate(matched.path.places) if place is not None}
    mine = matched.path.places[at]
    alone = [
        p
        for p in rivals
        if p not in owners
        and mine is not None
        and not _aside(mine, p, matched)
        and not _DENIED.search(matched.source.lower, max(0, p.start - 8), p.start)
    ]
    if alone:
        cost, place = matched.alignment.with_places(at, alone)
        if cost + MARGIN < matched.path.cost:
            return place
    for owner in dict.fromkeys(owners[place] for place in rivals if place in owners):
        if matched.alignment.exchanged(at, owner) + MARGIN < matched.path.cost:
            return matched.path.places[owner]
    return None


_DENIED = re.compile(r"\bnot (?:with |by |in )?$|(?:而非|不是|并非)$")  # warfarin, but not aspirin


def _aside(mine: Place, rival: Place, matched: Matched) -> bool:
    """Whether the rival stands in brackets right beside the word: its abbreviation or other name."""
    lower = matched.source.lower
    opened, closed = lower.rfind("(", 0, rival.start), lower.find(")", rival.end)
    if opened < 0 or ")" in lower[opened : rival.start] or closed < 0:
        return False
    return 0 <= opened - mine.end <= 1 or 0 <= mine.start - closed <= 2


def _exchanged_words(matched: Matched, vouched: frozenset[str]) -> Iterator[Finding]:
    """Two common words that stand in each other's place."""
    if matched.path.cost <= MARGIN:
        return
    words = [
        at
        for at, item in enumerate(matched.items)
        if isinstance(item, Term)
        and not item.free
        and item.key not in vouched
        and (place := matched.path.places[at]) is not None
        and place.start < matched.source.quoted
        and len(matched.candidates[at]) <= _FEW
    ]
    if matched.voices_differ:
        return
    for one, other in combinations(words, 2):
        if not _crossed(matched, one, other) or _beside(matched, one, other):
            continue
        cost = matched.alignment.exchanged(one, other)
        straight = cost <= STRAIGHT * len(matched.items)
        if cost + (MARGIN if straight else EXCHANGE) < matched.path.cost:
            first, second = matched.items[one], matched.items[other]
            yield Finding(
                "coverage",
                matched.said.words(first.start, first.end),
                matched.said.words(second.start, second.end),
            )
            return


_COORDINATED = re.compile(r"\s*(?:,|、|and|or|和|与|及|或|以及|,? and|,? or)\s*")
_COMPARED = re.compile(r"组?(?:相比|比较|对比|对照)")
_LINK = re.compile(r"\W*(?:(?:of|with|in|for|by|to|the|a|an|is|are|was|were|on|at|的|之)\W+|的|之)*\W*")


def _beside(matched: Matched, one: int, other: int) -> bool:
    """Whether two words make one phrase: "seizure frequency" and "the frequency of seizures"."""
    here, there = matched.path.places[one], matched.path.places[other]
    if here is None or there is None or other - one != 1:
        return False
    first, second = (here, there) if here.start < there.start else (there, here)
    lower = matched.source.lower
    between = lower[first.end : second.start]
    if _COORDINATED.fullmatch(between) and not _COMPARED.match(lower, second.end):
        return True  # nausea and headache: headache and nausea
    return bool(_LINK.fullmatch(between + " "))


def _crossed(matched: Matched, one: int, other: int) -> bool:
    """Whether the evidence has the two in the other order, and neither is the other."""
    here, there = matched.path.places[one], matched.path.places[other]
    return here is not None and there is not None and here.start > there.start


def _check(item: Item) -> Check:
    if isinstance(item, Date):
        return "date"
    if isinstance(item, Quantity):
        return "range" if item.high is not None else "number"
    return item.member.check if item.member is not None else "drug"


def _rivals(item: Item, matched: Matched) -> list[Place]:
    source = matched.source
    if isinstance(item, Date):
        return [
            source.place(date.start, date.end)
            for date in source.parsed.dates
            if date.start < source.quoted and not item.within(date)
        ]
    if isinstance(item, Quantity):
        return [
            source.place(quantity.start, quantity.end)
            for quantity in source.parsed.quantities
            if quantity.start < source.quoted
            and quantity.dimension == item.dimension
            and not (agree(item, quantity) and agrees_in_bound(item, quantity))
        ]
    if item.member is not None and item.member.family != "arm":
        if item.member.family in ("person", "amount"):
            return []
        return [source.place(term.start, term.end) for term in source.rivals(item.member)]
    return _other_names(item, matched)


def _other_names(term: Term, matched: Matched) -> list[Place]:
    """Other names and arms: a drug is compared with another, or with placebo."""
    if term.member is None and not is_name(term, matched.said):
        return []
    source = matched.source
    return [
        source.place(other.start, other.end)
        for other in source.parsed.terms
        if other.start < source.quoted
        and other.key != term.key
        and (other.member is not None or term.member is not None or same_shape(term.key, other.key))
        and (
            (other.member is not None and other.member.family == "arm" and other.member != term.member)
            or is_name(other, source.parsed)
        )
    ]
