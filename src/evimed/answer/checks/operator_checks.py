"""Negation, modality and conditions: said of the same thing as in the evidence, none added, none lost."""

from __future__ import annotations

import re

import rjieba

from evimed.answer.checks.match import Item, Matched
from evimed.answer.checks.operators import Operator
from evimed.answer.checks.source import Place, Source
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
    if mine.kind == "modality" and governed and mine.meanings & _DUTY and _dutiful(governed, matched):
        return mine, None
    if mine.kind == "negation" and _under_duty(mine, matched):
        for place in governed[:_HEADS]:  # "should be swallowed whole and not crushed": "do not crush"
            for op in free:
                if op.meanings & _FORBIDDING and _covers(op, place, matched):
                    return op, None
    alike = matched.said.normal.lower[mine.start : mine.end + 2]
    for op in free:
        if op.kind == mine.kind and matched.source.lower.startswith(alike, op.start):
            return op, None
    return None, differing


_DUTY = frozenset({"must", "should"})
_FORBIDDING = frozenset({"forbid", "avoid"})
_BOUND_DUTY = re.compile(r"不得|不应|must not|shall not|should not|may not|not to exceed")


def _under_duty(negation: Operator, matched: Matched) -> bool:
    return any(
        op.meanings & _DUTY and op.scope[0] <= negation.start < op.scope[1] for op in matched.said.operators
    )


def _dutiful(governed: list[Place], matched: Matched) -> bool:
    """Whether the evidence puts the duty into the bound of a number (不得少于五年), or gives an order."""
    source = matched.source
    if any(_BOUND_DUTY.search(source.lower[place.start : place.end]) for place in governed):
        return True
    return _is_order(governed[0], source)


_LEADING = re.compile(r"\s*(?:(?:please|then|otherwise|and|or|每[次日天周月年]|请)\s*)?")


def _is_order(head: Place, source: Source) -> bool:
    """Whether a clause of the evidence begins with its verb, as orders do, at most a quantity before it."""
    start = head.start
    while start > 0 and source.clause(start - 1) == head.clause:
        start -= 1
    before = source.lower[start : head.start]
    if source.lower[head.start : head.end].isascii():
        return bool(_LEADING.fullmatch(before))
    for quantity in source.parsed.quantities:
        if start <= quantity.start and quantity.end <= head.start:
            before = before.replace(source.lower[quantity.start : quantity.end], "")
    word = source.lower[head.start : head.end]
    verb = any(q.start == head.start for q in source.parsed.quantities) or rjieba.tag(word)[0][1][0] == "v"
    return verb and bool(_LEADING.fullmatch(before))


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
