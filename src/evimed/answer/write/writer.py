"""Writing an answer with a model: draft, check each statement, repair once, drop what still fails.

Nothing a model says is taken on trust. A statement needs keys that were given, quotations that stand word for
word in those passages, and the approval of the rules over the whole sentences that hold the quotations, so
that a model cannot leave out a "not" by quoting around it. A judge model can only object.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Event
from typing import Final

from evimed.answer.checks import Evidence, Finding, Verdict
from evimed.answer.checks.context import leans
from evimed.answer.checks.pointing import is_cut
from evimed.answer.write.evidence import Given
from evimed.answer.write.following import StoppedError, outcome_of
from evimed.answer.write.judge import judge
from evimed.answer.write.letters import Letters
from evimed.answer.write.prompts import load_template
from evimed.answer.write.record import Assessed, Exchange, Ground, Written
from evimed.answer.write.replies import (
    ANSWER_SCHEMA,
    MOST_STATEMENTS,
    QUOTES_SCHEMA,
    REPAIR_SCHEMA,
    STEPS_SCHEMA,
    Draft,
    narrowed,
    read_drafts,
)
from evimed.catalogue import Language
from evimed.errors import EvimedError, ModelError
from evimed.ports import ChatModel

Check = Callable[[str, Sequence[Evidence], Language], Verdict]
Step = Assessed | None
DEFAULT_VARIANT: Final = "few-shot"
_SCHEMAS: Final = {"step-by-step": STEPS_SCHEMA, "quote-first": QUOTES_SCHEMA}
_NO_REPAIR: Final = "quote-first"  # for small models: what they mend rarely holds, and costs as much again


@dataclass(frozen=True, slots=True)
class Assignment:
    """What is to be written, from what, in which language, with which variant of the prompt."""

    question: str
    given: Sequence[Given]
    language: Language
    variant: str = DEFAULT_VARIANT
    nonce: str = ""


class WritingError(Exception):
    """The model could not be used: ``fault`` says why, ``exchanges`` what was tried."""

    def __init__(self, fault: EvimedError, exchanges: Sequence[Exchange]) -> None:
        super().__init__(fault.code)
        self.fault = fault
        self.exchanges = tuple(exchanges)


def write(
    assignment: Assignment, model: ChatModel, check: Check, judging: ChatModel | None = None
) -> Written:
    """Write statements that hold; see ``write_steps``."""
    return outcome_of(write_steps(assignment, model, check, judging))


def write_steps(
    assignment: Assignment,
    model: ChatModel,
    check: Check,
    judging: ChatModel | None = None,
    stop: Event | None = None,
) -> Generator[Step, None, Written]:
    """Write statements that hold, each yielded as soon as it is known to hold.

    Where a judge has a say, that is after it has spoken. ``None`` takes back all that was yielded: the
    model's reply broke off and began anew. Once ``stop`` is set, what was found to hold until then is all.

    Raises
    ------
    WritingError
        The model is down, slow, or does not give statements. A failing repair or judge raises nothing: what
        it would have mended is dropped, what it would have judged stands on the rules.
    """
    letters = Letters(stop)
    drafting = _Drafting(assignment, check, judged=judging is not None)
    yield from drafting.run(model, letters)
    first, judged = _judged(drafting.assessed, assignment, judging, letters)
    if judging is not None:
        yield from (one for one in first if one.kept)
    failing = [(number, one) for number, one in enumerate(first, 1) if not one.kept]
    mendable = failing and assignment.given and assignment.variant != _NO_REPAIR
    second = _repair(assignment, failing, model, letters) if mendable else {}
    mended = {
        number: replace(_assess(draft, assignment, check), attempt=2) for number, draft in second.items()
    }
    again, judged_again = _judged(list(mended.values()), assignment, judging, letters)
    yield from (one for one in again if one.kept)
    mended = dict(zip(mended, again, strict=True))
    kept: dict[str, Assessed] = {}
    dropped: list[Assessed] = []
    for number, one in enumerate(first, 1):
        final = one if one.kept else mended.get(number, one)
        if final.kept:
            kept[final.text] = _joined(kept[final.text], final) if final.text in kept else final
        else:
            dropped.append(one)
            if final is not one:
                dropped.append(final)
    return Written(
        tuple(kept.values()),
        tuple(dropped),
        tuple(letters.kept),
        judged and judged_again,
        stopped=letters.stop.is_set(),
    )


def _joined(one: Assessed, other: Assessed) -> Assessed:
    """A statement that was written twice, word for word, with the evidence of both: each carries it."""
    return replace(one, grounds=(*one.grounds, *other.grounds), evidence=(*one.evidence, *other.evidence))


class _Drafting:
    """The model's first reply, each statement looked at as soon as it is whole."""

    def __init__(self, assignment: Assignment, check: Check, *, judged: bool) -> None:
        self._assignment = assignment
        self._check = check
        self._judged = judged  # a judge speaks later: nothing is said before
        self._drafts: list[Draft] = []
        self.assessed: list[Assessed] = []

    def run(self, model: ChatModel, letters: Letters) -> Generator[Step, None, None]:
        """Yield what holds; afterwards ``assessed`` has all that was drafted."""
        assignment = self._assignment
        template = load_template("answer", assignment.language, assignment.variant)
        schema = _SCHEMAS.get(assignment.variant, ANSWER_SCHEMA)
        values = {
            "passages": "\n\n".join(given.block() for given in assignment.given),
            "question": assignment.question,
            "key": assignment.given[0].key,
            "most": str(MOST_STATEMENTS),
        }
        coming = letters.stream(model, "write", template, values, _fitted(schema, assignment, model))
        while True:
            try:
                text = next(coming)
            except StopIteration as end:
                reply: str = end.value
                break
            except StoppedError:
                return  # what was whole and held until now is all there is
            except EvimedError as fault:
                yield from self._withdraw()
                raise WritingError(fault, letters.kept) from fault
            yield from self._take(read_drafts(text) or [], whole=False)
        drafts = read_drafts(reply)
        yield from self._take(drafts or [], whole=True)
        if drafts is None:
            reason = "no statements in the reply"
            fault = ModelError("chat_answer", name=model.card.name, reason=reason)
            letters.spoil(fault.code)
            raise WritingError(fault, letters.kept)

    def _take(self, drafts: Sequence[Draft], *, whole: bool) -> Generator[Step, None, None]:
        """Go on with ``drafts``, which begin with those known, unless the reply began anew."""
        common = min(len(drafts), len(self._drafts))
        if list(drafts[:common]) != self._drafts[:common] or (whole and len(drafts) < len(self._drafts)):
            yield from self._withdraw()
        for draft in drafts[len(self._drafts) :]:
            self._drafts.append(draft)
            assessed = _assess(draft, self._assignment, self._check)
            self.assessed.append(assessed)
            if assessed.kept and not self._judged:
                yield assessed

    def _withdraw(self) -> Generator[Step, None, None]:
        told = not self._judged and any(one.kept for one in self.assessed)
        self._drafts, self.assessed = [], []
        if told:
            yield None


def _repair(
    assignment: Assignment, failing: Sequence[tuple[int, Assessed]], model: ChatModel, letters: Letters
) -> dict[int, Draft]:
    """New drafts by the number of the statement they replace; none where the model fails."""
    template = load_template("repair", assignment.language)
    values = {
        "passages": "\n\n".join(given.block() for given in assignment.given),
        "question": assignment.question,
        "key": assignment.given[0].key,
        "failed": "\n".join(f"{number}. {one.text}\n{_objections(one)}" for number, one in failing),
    }
    try:
        reply = letters.ask(model, "repair", template, values, _fitted(REPAIR_SCHEMA, assignment, model))
    except (EvimedError, StoppedError):
        return {}  # the letters say so
    wanted = {number for number, _ in failing}
    return {d.number: d for d in read_drafts(reply) or () if d.number is not None and d.number in wanted}


def _fitted(schema: Mapping[str, object], assignment: Assignment, model: ChatModel) -> Mapping[str, object]:
    if model.card.provider != "local":
        return schema
    return narrowed(schema, {g.key: [s.text for s in g.hit.passage.sentences] for g in assignment.given})


def _objections(one: Assessed) -> str:
    lines = [f"   - {finding.check}: {finding.said!r} / {finding.source!r}" for finding in one.findings]
    if one.relation not in (None, "entailed"):
        lines.append(f"   - {one.relation}: {one.reason}")
    return "\n".join(lines)


def _assess(draft: Draft, assignment: Assignment, check: Check) -> Assessed:
    """All that the rules find on a draft."""
    by_key = {given.key: given for given in assignment.given}
    grounds: list[Ground] = []
    evidence: list[Evidence] = []
    findings: list[Finding] = []
    for key, quote in draft.evidence:
        given = by_key.get(key)
        if given is None:
            findings.append(Finding("key", key, ""))
            grounds.append(Ground(key, quote))
            continue
        sentences = given.find(quote)
        grounds.append(Ground(key, quote, sentences))
        if any(is_cut(sentence.text) for sentence in sentences if sentence.kind == "sentence"):
            findings.append(Finding("quote", quote, ""))  # the source itself has only a part of a sentence
        if sentences:
            # The whole sentences, not the words the model picked from them.
            said = "\n".join(sentence.text for sentence in sentences)
            evidence.append(Evidence(key, said, given.around(sentences), given.hit.document.title))
        else:
            findings.append(Finding("quote", quote, ""))
    if not draft.evidence:
        findings.append(Finding("key", draft.text, ""))
    if not _in_language(draft.text, assignment.language):
        findings.append(Finding("language", draft.text, ""))
    if findings:
        return Assessed(draft.text, tuple(grounds), tuple(evidence), tuple(findings), 0.0)
    verdict = check(draft.text, evidence, assignment.language)
    found = verdict.findings
    if leans(draft.text):
        found = (*found, Finding("coverage", draft.text, ""))
    if not verdict.supported and not found:
        found = (Finding("coverage", draft.text, ""),)
    return Assessed(draft.text, tuple(grounds), tuple(evidence), found, verdict.coverage)


_HAN = re.compile("[\u3400-\u9fff]")
_WORD = re.compile(r"[A-Za-z]{2,}")
_FEW_WORDS: Final = 3  # "ORR 45 %" is Chinese enough


def _in_language(text: str, language: Language) -> bool:
    """Whether a statement is in the language of the question; names of the other may stand in it."""
    han, words = len(_HAN.findall(text)), len(_WORD.findall(text))
    if language == "zh":
        return han > 0 or words <= _FEW_WORDS
    return han == 0 or words > han


def _judged(
    assessed: list[Assessed], assignment: Assignment, model: ChatModel | None, letters: Letters
) -> tuple[list[Assessed], bool]:
    """The same with the judge's word on those that the rules let through, and whether a judge gave it."""
    passed = [one for one in assessed if one.kept]
    if model is None:
        return assessed, False
    if not passed:
        return assessed, True
    words = judge(passed, assignment.language, assignment.nonce, model, letters)
    if words is None:
        return assessed, False
    return [
        replace(one, relation=words[one.text][0], reason=words[one.text][1]) if one.kept else one
        for one in assessed
    ], True
