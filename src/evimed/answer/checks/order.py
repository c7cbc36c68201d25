"""Who does what: runs of words that the evidence has in another order, or about another subject.

The statement is read as runs that stand together in the evidence. Two runs exchanged round a third that is
no mere conjunction change roles (A inhibits B, B inhibits A); a run moved before what another clause says of
its own subject changes the subject.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from evimed.answer.checks.match import Item, Matched
from evimed.answer.checks.source import Place
from evimed.answer.checks.terms import Term
from evimed.answer.checks.verdict import Finding

_NEAR = 3  # characters between words of one run, blanks and particles apart
_PARTICLES = re.compile(
    r"[的之]|\b(?:the|a|an|of|in|with|on|for|to|by|was|were|is|are|be|been|had|has|have|did|do)\b"
)
_GENERIC_WORDS = """
drug agent treatment medicin product therapi medic compound regimen 药物 药品 本品 该药 治疗
"""
_GENERIC = frozenset(_GENERIC_WORDS.split())
_ADVERBIAL = re.compile(r"\b(?:in|with|among|for|during|after|before|at|on)\b")
_LISTED = re.compile(r"\s*(?:and|or|as well as)\b|\s*(?:以及|及|和|或)")


@dataclass(frozen=True, slots=True)
class Run:
    """Words that follow one another in the statement and in the evidence."""

    items: tuple[Item, ...]
    start: int
    end: int
    clause: int
    sentence: int

    @property
    def says(self) -> bool:
        """Whether it says something by itself."""
        return any(not (isinstance(item, Term) and item.free) for item in self.items)


def check_order(matched: Matched, vouched: frozenset[str]) -> list[Finding]:
    """Exchanged roles and changed subjects; words in ``vouched`` go with a number that was checked."""
    runs = [run for run in _runs(matched) if run.start < matched.source.quoted and run.says]
    findings: list[Finding] = []
    for one, pivot, other in zip(runs, runs[1:], runs[2:], strict=False):
        if _reversed(one, pivot, other, matched):
            findings.append(Finding("drug", _said(one, matched), _told(other, matched)))
    for subject, rest in pairwise(runs):
        own = _own_subject(subject, rest, matched, vouched)
        if own is not None:
            findings.append(Finding("drug", _said(subject, matched), own))
    return findings


def _runs(matched: Matched) -> list[Run]:
    runs: list[list[tuple[Item, Place]]] = []
    for item, place in sorted(matched.pairs(), key=lambda pair: pair[0].start):
        if runs and _together(runs[-1][-1], (item, place), matched):
            runs[-1].append((item, place))
        else:
            runs.append([(item, place)])
    return [
        Run(
            tuple(item for item, _ in run),
            run[0][1].start,
            run[-1][1].end,
            run[0][1].clause,
            run[0][1].sentence,
        )
        for run in runs
    ]


def _together(one: tuple[Item, Place], other: tuple[Item, Place], matched: Matched) -> bool:
    before, after = one[1], other[1]
    if after.start < before.end or after.clause != before.clause:
        return False
    return _gap(matched, before.end, after.start) <= _NEAR


def _gap(matched: Matched, start: int, end: int) -> int:
    return len(_PARTICLES.sub("", matched.source.lower[start:end]).replace(" ", ""))


def _reversed(one: Run, pivot: Run, other: Run, matched: Matched) -> bool:
    """Whether the evidence tells ``other pivot one``, close together."""
    if (
        not other.end <= pivot.start < pivot.end <= one.start
        or not one.sentence == pivot.sentence == other.sentence
    ):
        return False
    if matched.voices_differ:
        return False
    if not all(
        any(isinstance(item, Term) and not item.free for item in run.items) for run in (one, pivot, other)
    ):
        return False
    lower = matched.source.lower
    if _ADVERBIAL.search(lower[pivot.end : one.start]):
        return False  # lower in patients with X: patients with X had lower
    return _gap(matched, other.end, pivot.start) <= _NEAR and _gap(matched, pivot.end, one.start) <= _NEAR


def _own_subject(subject: Run, rest: Run, matched: Matched, vouched: frozenset[str]) -> str | None:
    """What the clause of ``rest`` says it of, where ``subject`` comes from another clause."""
    if subject.clause == rest.clause or not _joined(subject, rest, matched):
        return None
    if not any(isinstance(item, Term) and not item.free for item in subject.items):
        return None
    if any(isinstance(item, Term) and item.key in vouched for item in subject.items):
        return None
    between = matched.said.normal.lower[subject.items[-1].end : rest.items[0].start]
    if any(mark in between for mark in ",;:("):
        return None
    source = matched.source
    start = rest.start
    while start > 0 and source.clause(start - 1) == rest.clause:
        start -= 1
    if _LISTED.match(source.lower, start):
        return None
    used = [place for _, place in matched.pairs()]
    said = {item.key for item in matched.items if isinstance(item, Term)}
    own = [
        term
        for term in source.parsed.terms
        if start <= term.start < rest.start
        and not term.free
        and term.key not in _GENERIC
        and term.key not in said
        and not any(place.start < term.end and term.start < place.end for place in used)
    ]
    return source.parsed.words(own[0].start, own[-1].end) if own else None


def _joined(subject: Run, rest: Run, matched: Matched) -> bool:
    """Whether both stand in one sentence, a semicolon within it counted."""
    first, second = (subject, rest) if subject.start < rest.start else (rest, subject)
    between = matched.source.lower[first.end : second.start]
    return subject.sentence == rest.sentence or (second.sentence - first.sentence == 1 and ";" in between)


def _said(run: Run, matched: Matched) -> str:
    return matched.said.words(run.items[0].start, run.items[-1].end)


def _told(run: Run, matched: Matched) -> str:
    return matched.source.parsed.words(run.start, run.end)
