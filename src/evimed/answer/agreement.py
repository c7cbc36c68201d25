"""What several sources say alike is said once with all of them; what they say otherwise is a conflict.

Both are decided by the checks that decide on support. A sentence agrees with a statement if it supports it,
and is supported by it. It contradicts it if every word of the one stands in the other, and the only things
that differ are a number, a bound, a direction, a negation or a "must", and that in both directions: a mere
difference of subject, condition or population is no conflict.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final, Literal

from evimed.answer.checks import Evidence, Verdict
from evimed.answer.compose import Citations, Composed, cite_sentence
from evimed.answer.rank import Ranked
from evimed.knowledge.tokens import fold, tokenise
from evimed.records import Conflict, DocumentKind, Hit, Position, Sentence, Statement

Checked = Callable[[str, Sequence[Evidence]], Verdict]
Told = tuple[Hit, Sentence]

_LOOKED_AT: Final = 15  # sentences, best first, that may agree with a statement
_ALIKE: Final = 0.5  # share of words in common under which nothing is compared
_THRESHOLD: Final = frozenset({"number", "unit", "range", "comparator"})
_DIRECTION: Final = frozenset({"direction", "negation", "modality"})
# What lays down, as against what reports: two studies may well find two numbers.
_NORMATIVE: Final[frozenset[DocumentKind]] = frozenset(
    {"label", "guideline", "regulation", "sop", "leaflet", "faq", "memo", "email", "slides", "other"}
)
_HEADED = re.compile(r"^[^：:。]{1,60}[：:]\s*")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")


def evidence_of(told: Told) -> Evidence:
    """A sentence as evidence, with its passage and headings around it."""
    hit, sentence = told
    heading = " › ".join((hit.document.title, *sentence.locator.section))
    quote = bare(sentence)
    return Evidence("", quote, f"{heading}\n{hit.passage.text}\n{quote}", hit.document.title)


def bare(sentence: Sentence) -> str:
    """Without the heading that a short paragraph is read with: others put the same under another."""
    if sentence.header is None or sentence.kind == "row":
        return sentence.text
    return _HEADED.sub("", sentence.text, count=1)


def agree(
    one: str, grounds: Sequence[Evidence], other: str, others: Sequence[Evidence], check: Checked
) -> bool:
    """Whether two statements say the same: each is supported by what the other rests on."""
    if set(_DIGITS.findall(one)) != set(_DIGITS.findall(other)) or not alike(one, other):
        return False
    return check(one, others).supported and check(other, grounds).supported


def alike(one: str, other: str) -> bool:
    """Whether two texts share so many words that it is worth comparing them."""
    a, b = set(tokenise(one)), set(tokenise(other))
    return bool(a and b) and len(a & b) >= _ALIKE * min(len(a), len(b))


@dataclass(frozen=True, slots=True)
class Clash:
    """Two sentences that cannot both hold."""

    kind: Literal["threshold", "direction"]
    one: Told
    other: Told


def find_clashes(told: Sequence[Told], subject: Sequence[str], check: Checked) -> list[Clash]:
    """Sentences of different current documents that contradict one another.

    ``subject`` are the folded names the question is about: both must be said of them, in the sentence or in
    what stands over it, or they may be about two drugs.
    """
    about = [item for item in told if _lays_down(item) and _is_about(item, subject)]
    found: list[Clash] = []
    for one, other in combinations(about, 2):
        if one[0].document.id == other[0].document.id or not alike(bare(one[1]), bare(other[1])):
            continue
        kind = _contradiction(one, other, check)
        if kind is not None:
            found.append(Clash(kind, one, other))
    return found


def _lays_down(told: Told) -> bool:
    document = told[0].document
    return document.kind in _NORMATIVE and document.superseded_by is None


def _is_about(told: Told, subject: Sequence[str]) -> bool:
    hit, sentence = told
    words = fold(" ".join((hit.document.title, *sentence.locator.section, sentence.text)))
    return bool(subject) and all(name in words for name in subject)


def _contradiction(one: Told, other: Told, check: Checked) -> Literal["threshold", "direction"] | None:
    kinds: set[str] = set()
    for said, source in ((one, other), (other, one)):
        verdict = check(bare(said[1]), [evidence_of(source)])
        if verdict.supported or not verdict.findings:
            return None
        kinds |= {finding.check for finding in verdict.findings}
    if kinds <= _THRESHOLD:
        return "threshold"
    return "direction" if kinds <= _DIRECTION else None


def cite_agreeing(
    composed: Composed, ranked: Sequence[Ranked], text_of: Callable[[str], str], check: Checked
) -> Composed:
    """Each statement with the citations of other documents that say the same, best first.

    ``ranked`` are the sentences that were found; the first few are looked at. Documents that are superseded
    confirm nothing.
    """
    citations = _index(composed)
    quotes = {citation.id: citation for citation in composed.citations}
    statements: list[Statement] = []
    for statement in composed.statements:
        own = [quotes[id_] for id_ in statement.citations]
        cited = {citation.document.id for citation in own}
        quote = "\n".join(" ".join(citation.quote.split()) for citation in own)
        said = own[0].quote if statement.text.endswith(own[0].quote) else statement.text
        grounds = [Evidence("", quote, f"{own[0].document.title}\n{quote}", own[0].document.title)]
        ids = list(statement.citations)
        for item in ranked[:_LOOKED_AT]:
            hit, sentence = item.candidate.hit, item.candidate.sentence
            document = hit.document
            if document.id in cited or document.superseded_by is not None or sentence.kind == "row":
                continue
            if agree(said, grounds, bare(sentence), [evidence_of((hit, sentence))], check):
                cited.add(document.id)
                ids += cite_sentence(citations, document, sentence, text_of(document.id))
        statements.append(replace(statement, citations=tuple(dict.fromkeys(ids))))
    return Composed(tuple(statements), tuple(citations.values()))


def _index(composed: Composed) -> Citations:
    return {(citation.document.id, citation.locator.chars): citation for citation in composed.citations}


def conflicts_of(
    clashes: Sequence[Clash], composed: Composed, text_of: Callable[[str], str]
) -> tuple[Composed, tuple[Conflict, ...]]:
    """The clashes as conflicts, their sentences cited beside those of ``composed``."""
    citations = _index(composed)
    conflicts: list[Conflict] = []
    for clash in clashes:
        sides = tuple(
            Position(
                sentence.text,
                tuple(cite_sentence(citations, hit.document, sentence, text_of(hit.document.id))),
            )
            for hit, sentence in (clash.one, clash.other)
        )
        hit, sentence = clash.one
        topic = sentence.locator.section[-1] if sentence.locator.section else hit.document.title
        conflicts.append(Conflict(clash.kind, topic, sides))
    return Composed(composed.statements, tuple(citations.values())), tuple(conflicts)
