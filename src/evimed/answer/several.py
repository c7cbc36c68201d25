"""Questions that ask several things: each is answered, and what stays open is told.

"What is the dose, and how should it be stored?" is two questions; an answer to one of them is no answer to
the other. The parts are asked one by one, a later one of the subject of the first; the answer is what they
give together, and those without an answer stand in ``not_known``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, zip_longest

from evimed.answer.as_of import as_of
from evimed.answer.compose import Citations, next_id
from evimed.answer.from_passages import Extracted, Models, extract
from evimed.answer.rank import Ranked
from evimed.answer.write.letters import Letters
from evimed.answer.write.standing import make_standing
from evimed.catalogue import Language, text
from evimed.knowledge.tokens import fold, language_of
from evimed.records import Answer, Conflict, Decision, Position, Statement
from evimed.store.database import Transaction

_MOST = 3  # parts; more is a questionnaire, which is asked as it stands
_ASKS_ZH = re.compile(
    r"多少|几[个次天日片粒]|什么|哪|谁|何时|何处|怎[么样]|如何|是否|能否|可否|多[久长大高]|吗"
)
_ASKS_EN = re.compile(r"\b(?:how|what|which|when|where|who|whom|whose|why)\b", re.IGNORECASE)
_END = re.compile(r"[?？;；]\s*")
_JOINT_ZH = re.compile(r"[,，]\s*(?:以及|并且|另外|还有|同时|又)?")
_JOINT_EN = re.compile(
    r",?\s+and\s+(?=(?:how|what|which|when|where|who|whom|whose|why)\b)|,\s+(?=(?:how|what|which|when|where|who|why)\b)",
    re.IGNORECASE,
)
_RANKS = ("answered", "caveats", "conflicting")


def split_question(asked: str) -> list[str]:
    """The questions of ``asked``, each with an interrogative of its own; all of it, if it is one."""
    chinese = language_of(asked) == "zh"
    asks = _ASKS_ZH if chinese else _ASKS_EN
    pieces: list[str] = []
    for sentence in filter(str.strip, _END.split(asked)):
        joint = _JOINT_ZH if chinese else _JOINT_EN
        parts = [part.strip() for part in joint.split(sentence) if part.strip()]
        # A part without an interrogative belongs to the one after it: 房颤患者 eGFR 38，剂量是多少.
        held = ""
        for part in parts:
            held = f"{held}，{part}" if held and chinese else f"{held}, {part}" if held else part
            if asks.search(part):
                pieces.append(held)
                held = ""
        if held and pieces:
            pieces[-1] += f"，{held}" if chinese else f", {held}"
    return pieces if 1 < len(pieces) <= _MOST else [asked]


def extract_all(tx: Transaction, library: str, asked: str, models: Models) -> Extracted:
    """Answer ``asked`` part by part; as a whole where it is one question or no part has an answer."""
    parts = split_question(asked)
    if len(parts) == 1:
        return extract(tx, library, asked, models)
    first = extract(tx, library, parts[0], models)
    found = [first]
    found += [extract(tx, library, _of_subject(part, parts[0], first.subject), models) for part in parts[1:]]
    if not any(one.answer.statements for one in found):
        return extract(tx, library, asked, models)
    return _together(asked, parts, found)


def _of_subject(part: str, before: str, subject: Sequence[str]) -> str:
    """A later part with the subject of the first, and the day it asks of, if it names none itself."""
    dated = as_of(before)
    if dated is not None and as_of(part) is None:
        part = f"{dated.words}，{part}" if language_of(part) == "zh" else f"{part} ({dated.words})"
    standing = make_standing(part, before, subject, None, Letters(), "")
    if standing.changed:
        return standing.question
    names = [name for name in subject if name not in fold(part)]
    if not subject or len(names) < len(subject):
        return part
    return f"{''.join(names)}{part}" if language_of(part) == "zh" else f"{part} ({' '.join(names)})"


def _together(asked: str, parts: Sequence[str], found: Sequence[Extracted]) -> Extracted:
    first = found[0].answer
    citations: Citations = {}
    statements: dict[str, Statement] = {}
    conflicts: list[Conflict] = []
    for one in found:
        numbers = _renumbered(one.answer, citations)
        for said in one.answer.statements:
            again = replace(said, citations=tuple(numbers[id_] for id_ in said.citations))
            statements.setdefault(said.text, again)
        conflicts += [_recited(conflict, numbers) for conflict in one.answer.conflicts]
    open_parts = tuple(part for part, one in zip(parts, found, strict=True) if not one.answer.statements)
    timings: dict[str, float] = {}
    for one in found:
        for name, spent in one.answer.timings_ms.items():
            timings[name] = round(timings.get(name, 0.0) + spent, 2)
    answer = replace(
        first,
        question=asked,
        verdict=_verdict(found, open_parts, first.language, len(statements), citations),
        statements=tuple(statements.values()),
        citations=tuple(citations.values()),
        conflicts=tuple(conflicts),
        notices=tuple(dict.fromkeys(line for one in found for line in one.answer.notices)),
        not_known=(
            *open_parts,
            *(note for one in found if one.answer.statements for note in one.answer.not_known),
        ),
        timings_ms=timings,
    )
    ranked: list[Ranked] = [
        item for item in chain.from_iterable(zip_longest(*(one.ranked for one in found))) if item is not None
    ]
    dropped = [failure for one in found for failure in one.dropped]
    return Extracted(answer, ranked, dropped, found[0].subject)


def _renumbered(answer: Answer, citations: Citations) -> dict[str, str]:
    """The ids of an answer's citations among ``citations``, new ones put in."""
    numbers: dict[str, str] = {}
    for citation in answer.citations:
        place = (citation.document.id, citation.locator.chars)
        if place not in citations:
            citations[place] = replace(citation, id=next_id(citations))
        numbers[citation.id] = citations[place].id
    return numbers


def _recited(conflict: Conflict, numbers: dict[str, str]) -> Conflict:
    sides = tuple(
        Position(side.text, tuple(numbers[id_] for id_ in side.citations)) for side in conflict.positions
    )
    return replace(conflict, positions=sides)


def _verdict(
    found: Sequence[Extracted],
    open_parts: Sequence[str],
    language: Language,
    statements: int,
    citations: Citations,
) -> Decision:
    """The gravest of the parts that were answered; at least ``caveats`` where a part was not."""
    gravest = max(
        (one.answer.verdict for one in found if one.answer.statements),
        key=lambda verdict: _RANKS.index(verdict.name),
    )
    if open_parts:
        words = ("；" if language == "zh" else "; ").join(open_parts)
        partly = text("verdict.caveats.partly", language, parts=words)
        if gravest.name == "answered":
            return Decision("caveats", partly)
        return Decision(gravest.name, f"{gravest.reason}{'' if language == 'zh' else ' '}{partly}")
    if gravest.name == "answered":
        documents = len({document for document, _ in citations})
        return Decision(
            "answered", text("verdict.answered", language, statements=statements, documents=documents)
        )
    return gravest
