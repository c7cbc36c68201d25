"""What a case report tells to the questions of the forms, each with its words; what it does not tell is unknown.

By rule, in Chinese and English: cues in a sentence, and the order of what happened (``timeline``). A person may
set any reply otherwise, by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from evimed.knowledge.causality import levels
from evimed.knowledge.causality.cues import NARANJO, NO_DATES, WHO
from evimed.knowledge.causality.fields import boxes_of, without_boxes
from evimed.knowledge.causality.naranjo import REPLIES, Reply
from evimed.knowledge.causality.timeline import Course, course_of
from evimed.knowledge.grading.designs import sentences_of
from evimed.records import Span


@dataclass(frozen=True, slots=True)
class Fact:
    """A reply that the text gives, and the sentence that gives it."""

    question: str
    reply: str
    chars: Span


def naranjo_facts(text: str) -> list[Fact]:
    """Replies to the questions of Naranjo that the text gives, one a question."""
    spans = list(sentences_of(text))
    told = without_boxes(text)
    found: dict[str, Fact] = {}
    found |= {
        question: Fact(question, said, chars) for question, said, chars in boxes_of(text) if said in REPLIES
    }
    cued = list(_by_cue(told, spans, NARANJO))
    before = [
        fact for fact in cued if fact.question == "q2"
    ]  # that it was there before is told, not inferred
    for fact in (*before, *_by_course(course_of(told)), *_by_level(text, spans), *cued):
        found.setdefault(fact.question, fact)
    if "q2" in found and NO_DATES.search(text):
        del found["q2"]
    ordered = sorted(found.values(), key=lambda fact: int(fact.question[1:]))
    return [Fact(fact.question, fact.reply, _trimmed(text, fact.chars)) for fact in ordered]


def who_facts(text: str, facts: Sequence[Fact] | None = None) -> list[Fact]:
    """Replies to the criteria of WHO-UMC that the text gives, one a criterion.

    Parameters
    ----------
    text
        Of the case.
    facts
        Its replies to Naranjo, if they are there already.
    """
    found = {
        _BOXES[said][0]: Fact(*_BOXES[said], chars) for _, said, chars in boxes_of(text) if said in _BOXES
    }
    for fact in _by_cue(text, list(sentences_of(text)), WHO):
        found.setdefault(fact.question, Fact(fact.question, fact.reply, _trimmed(text, fact.chars)))
    for fact in naranjo_facts(text) if facts is None else facts:
        if (criterion := _SAME.get((fact.question, fact.reply))) is not None:
            found.setdefault(criterion[0], Fact(*criterion, fact.chars))
    for fact in _of_course(course_of(without_boxes(text))):
        found.setdefault(fact.question, Fact(fact.question, fact.reply, _trimmed(text, fact.chars)))
    return list(found.values())


# What a reply to Naranjo means for a criterion of WHO-UMC.
_SAME: Final[Mapping[tuple[str, str], tuple[str, str]]] = {
    ("q2", "yes"): ("timing", "plausible"),
    ("q2", "no"): ("timing", "improbable"),
    ("q5", "no"): ("alternative", "excluded"),
    ("q5", "yes"): ("alternative", "possible"),
    ("q3", "yes"): ("withdrawal", "improved"),
    ("q3", "no"): ("withdrawal", "not_improved"),
    ("q4", "yes"): ("rechallenge", "recurred"),
    ("q4", "no"): ("rechallenge", "not_recurred"),
    ("q10", "yes"): ("event", "definitive"),
}


# Boxes of a form that say why there is no reply.
_BOXES: Final[Mapping[str, tuple[str, str]]] = {
    "未再使用": ("rechallenge", "not_done"),
    "未停药": ("withdrawal", "unclear"),
}


def _by_cue(
    text: str, spans: Sequence[Span], cues: Sequence[tuple[str, str, re.Pattern[str], re.Pattern[str] | None]]
) -> Iterator[Fact]:
    """For each question the first cue, and of it the first sentence, that fits and is not excluded."""
    done: set[str] = set()
    for question, reply, pattern, without in cues:
        if question in done:
            continue
        for start, end in spans:
            words = text[start:end]
            if pattern.search(words) and not (without is not None and without.search(words)):
                done.add(question)
                yield Fact(question, reply, (start, end))
                break


def _by_course(course: Course) -> Iterator[Fact]:
    """What the order of events tells."""
    yes: Reply = "yes"
    if (began := course.began_after()) is not None:
        yield Fact("q2", yes, began.sentence)
    for question, told in (("q3", course.dechallenge()), ("q4", course.rechallenge())):
        if told is not None:
            yield Fact(question, yes if told[0] else "no", told[1].sentence)
    if (placebo := course.by_placebo()) is not None:
        yield Fact("q6", yes if placebo[0] else "no", placebo[1].sentence)
    if (dose := course.by_dose()) is not None:
        yield Fact("q8", yes, dose.sentence)


def _of_course(course: Course) -> Iterator[Fact]:
    """What the order of events tells to WHO-UMC alone: given on, or not given again."""
    for event in course.of("not_again"):
        yield Fact("rechallenge", "not_done", event.sentence)
    for event in course.of("kept", "stopped"):
        yield Fact("withdrawal", "unclear", event.sentence)


def _by_level(text: str, spans: Sequence[Span]) -> Iterator[Fact]:
    """A level of the drug against the range that the text gives."""
    for span in spans:
        toxic = levels.is_toxic(text[slice(*span)])
        if toxic is not None:
            yield Fact("q7", "yes" if toxic else "no", span)
            return


def _trimmed(text: str, span: Span) -> Span:
    words = text[slice(*span)]
    start = span[0] + len(words) - len(words.lstrip())
    return start, start + len(words.strip())
