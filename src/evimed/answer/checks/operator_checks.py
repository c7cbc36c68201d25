"""Negation, modality and conditions: said of the same thing as in the evidence, none added, none lost."""

from __future__ import annotations

import re

from evimed.answer.checks.match import Item, Matched
from evimed.answer.checks.operators import Operator
from evimed.answer.checks.source import Place
from evimed.answer.checks.terms import Term
from evimed.answer.checks.verdict import Finding

_HEADS = 3  # words after an operator of the statement, one of which the evidence's governs too
_BEFORE = 30  # characters back to what an operator at the end of its clause is said of
_SKIPPED = 2  # content words between an operator of the evidence and the first word that is said of them


def check_operators(matched: Matched) -> list[Finding]:
    """Pair operators of statement and evidence by what they govern; one without a partner is a finding."""
    source = matched.source
    theirs = [op for op in source.parsed.operators if op.start < source.quoted]
    pairs = sorted(matched.pairs(), key=lambda pair: pair[0].start)
    free = list(theirs)
    findings: list[Finding] = []
    for mine in matched.said.operators:
        partner, other = _partner(mine, pairs, free, matched)
        if partner is not None:
            if partner is not mine:
                free.remove(partner)
            continue
        said = matched.said.words(mine.start, min(mine.scope[1], mine.end + 24))
        findings.append(Finding(mine.kind, said.strip(), _words(matched, other) if other is not None else ""))
        if other is not None:
            free.remove(other)
    for other in free:
        head = _governed(other, pairs, matched)
        if head is not None:
            said = matched.said.words(head.start, head.end)
            findings.append(Finding(other.kind, said, _words(matched, other)))
    return findings


def _words(matched: Matched, operator: Operator) -> str:
    return matched.source.parsed.words(operator.start, min(operator.scope[1], operator.end + 24)).strip()


def _partner(
    mine: Operator, pairs: list[tuple[Item, Place]], free: list[Operator], matched: Matched
) -> tuple[Operator | None, Operator | None]:
    """The evidence's operator of the same meaning over the same word; else one of another meaning."""
    governed = [place for item, place in pairs if mine.scope[0] <= item.start < mine.scope[1]]
    if not governed:  # "children must not.": nothing follows; it is said of what stands before
        governed = [place for item, place in pairs if item.end <= mine.start][-1:]
    differing: Operator | None = None
    for place in governed[:_HEADS]:
        over = [op for op in free if op.kind == mine.kind and _covers(op, place, matched)]
        over.sort(key=lambda op: abs(place.start - op.end))
        same = next((op for op in over if op.meanings & mine.meanings), None)
        if same is not None:
            return same, None
        differing = differing or next(iter(over), None)
    if mine.kind == "modality" and governed and mine.meanings & _DUTY and _dutiful(governed, pairs, matched):
        return mine, None
    alike = matched.said.normal.lower[mine.start : mine.end + 2]
    for op in free:
        if op.kind == mine.kind and matched.source.lower.startswith(alike, op.start):
            return op, None
    return None, differing


_DUTY = frozenset({"must", "should"})
_BOUND_DUTY = re.compile(r"不得|不应|must not|shall not|should not|may not|not to exceed")


def _dutiful(governed: list[Place], pairs: list[tuple[Item, Place]], matched: Matched) -> bool:
    """Whether the evidence puts the duty into the bound of a number (不得少于五年), or gives an order."""
    source = matched.source
    if any(_BOUND_DUTY.search(source.lower[place.start : place.end]) for place in governed):
        return True
    head = governed[0]
    first = min((t.start for t in source.parsed.terms if source.clause(t.start) == head.clause), default=-1)
    is_order = source.lower[head.start : head.end].isascii() and first == head.start
    return is_order and not any(place.end <= head.start and place.clause == head.clause for _, place in pairs)


def _covers(operator: Operator, place: Place, matched: Matched) -> bool:
    start, end = operator.scope
    parsed = matched.source.parsed
    if not any(start <= item.start < end for item in (*parsed.terms, *parsed.quantities)):
        # Nothing follows: it is said of what stands before.
        return place.end <= operator.start and operator.start - place.end < _BEFORE
    # A word may have been cut to begin inside the operator: 能食 of 不能食.
    return operator.start <= place.start < end and place.end > start


def _governed(operator: Operator, pairs: list[tuple[Item, Place]], matched: Matched) -> Item | None:
    """The first word said that ``operator`` governs in the evidence, unless it governs something left out."""
    over = sorted(
        (pair for pair in pairs if _covers(operator, pair[1], matched)), key=lambda pair: pair[1].start
    )
    if not over:
        return None
    item, place = over[0]
    between = [
        term
        for term in matched.source.parsed.terms
        if operator.end <= term.start < place.start and not term.free
    ]
    return item if len(between) <= _SKIPPED else None


_TOLD = 0.75  # of a condition's words, said anywhere
_CONDITION = re.compile(
    r"\b(?:if|unless|except(?: for| in| when| that)?|excluding|provided that|other than"
    r"|only (?:if|when|after))\b"
    r"|如果|除非|仅限于?|只有|(?<![\u3400-\u9fff(])(?:若|如)(?![下上图表同何])|除[^,。;]{1,40}外|[^,。;]{1,30}除外"
)
_WHERE = re.compile(r"[^,。;\n]{2,60}(?:的|者|时)(?=,)")


def check_conditions(matched: Matched) -> list[Finding]:
    """A condition or exception of the sentence that the statement leaves out."""
    source = matched.source
    quotes = source.lower[: source.quoted]
    places = [place for _, place in matched.pairs() if place.start < source.quoted]
    keys = {item.key for item in matched.items if isinstance(item, Term)}
    findings: list[Finding] = []
    for found in (*_CONDITION.finditer(quotes), *_WHERE.finditer(quotes)):
        start, end = found.span()
        if found.re is _WHERE and quotes.rfind("(", 0, start) > quotes.rfind(")", 0, start):
            continue  # an aside
        clause = source.clause(start)
        while end < len(quotes) and source.clause(end) == clause and found.re is _CONDITION:
            end += 1
        terms = [t for t in source.parsed.terms if start <= t.start < end and not t.free]
        told = sum(t.key in keys for t in terms) >= _TOLD * len(terms)
        inside = told or any(start <= place.start < end for place in places)
        same = [
            place
            for place in places
            if source.sentence(place.start) == source.sentence(start) and not start <= place.start < end
        ]
        if terms and not inside and len(same) >= min(2, len(places)) > 0:
            findings.append(Finding("condition", "", source.parsed.words(start, end).strip()))
    return findings


_LIMITED = 6  # content words after "only" that may be what it limits to
_ONLY = re.compile(r"\bonly\b(?! (?:one|two|a|an)\b)|仅(?![有占为])|只(?=[能可有限在对])|唯")


def check_only(matched: Matched) -> list[Finding]:
    """What the evidence says only of some, told of all: "only" gone, and with it words it limits to."""
    source = matched.source
    if _ONLY.search(matched.said.normal.lower):
        return []
    used = [place for _, place in matched.pairs()]
    findings: list[Finding] = []
    for found in _ONLY.finditer(source.lower, 0, source.quoted):
        clause = source.clause(found.start())
        terms = [
            t for t in source.parsed.terms if t.start >= found.end() and source.clause(t.start) == clause
        ]
        terms = [t for t in terms if not t.free][:_LIMITED]
        told = [any(p.start < t.end and t.start < p.end for p in used) for t in terms]
        if any(told) and not all(told):
            left = terms[told.index(False)]
            findings.append(Finding("condition", "", source.parsed.words(found.start(), left.end)))
    return findings
