"""An answer written by a model over the passages that were found: checked statement by statement.

The extracted answer stands behind it. If the model is down, slow, talks nonsense, or says nothing that holds,
that answer is given instead, and it says so.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from threading import Event

from evimed.answer.agreement import Checked, agree
from evimed.answer.checks import Evidence, Verdict, check_statement
from evimed.answer.compose import Citations, Composed, cite_sentence, next_id
from evimed.answer.from_passages import Extracted, reading_kind
from evimed.answer.logic import Kind, place_of
from evimed.answer.write.evidence import MOST_CHARACTERS, Given, choose_passages
from evimed.answer.write.record import Assessed, Exchange, Written
from evimed.answer.write.writer import DEFAULT_VARIANT, Assignment, Step, WritingError, write_steps
from evimed.catalogue import Language, text
from evimed.chat_settings import Role
from evimed.errors import EvimedError
from evimed.knowledge.bridge import EMPTY, Bridge
from evimed.ports import ChatCard, ChatModel
from evimed.records import (
    Answer,
    Citation,
    Conflict,
    Decision,
    Statement,
    StatementSaid,
    StatementsWithdrawn,
)

ModelOf = Callable[[Role], ChatModel | None]


@dataclass(frozen=True, slots=True)
class Chat:
    """The models for an answer; the faults say why one that is configured is not there."""

    write: ChatModel | None = None
    judge: ChatModel | None = None
    extract: ChatModel | None = None  # reads follow-up questions; without one, ``write`` does
    write_fault: EvimedError | None = None
    judge_fault: EvimedError | None = None


def find_chat(model_of: ModelOf) -> Chat:
    """The models of the roles, as far as they can be built: key, package, file."""
    chat = Chat()
    try:
        chat = replace(chat, write=model_of("write"))
    except EvimedError as fault:
        chat = replace(chat, write_fault=fault)
    try:
        chat = replace(chat, judge=model_of("judge") if chat.write is not None else None)
    except EvimedError as fault:
        chat = replace(chat, judge_fault=fault)
    try:
        return replace(chat, extract=model_of("extract"))
    except EvimedError:
        return chat  # follow-ups are read by the writer or the rules, as if none were configured


@dataclass(frozen=True, slots=True)
class Sources:
    """What the model may look at, made before it is asked: no transaction is open while it writes."""

    given: Sequence[Given]
    texts: Mapping[str, str]  # stored text by document id
    nonce: str


NO_SOURCES = Sources((), {}, "")


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer, and all that the answer book keeps of how it was written."""

    answer: Answer
    card: ChatCard | None = None
    judge: ChatCard | None = None
    written: Written | None = None
    exchanges: tuple[Exchange, ...] = ()
    fault: EvimedError | None = None  # why the answer is the extracted one


def choose_sources(
    extracted: Extracted, text_of: Callable[[str], str], nonce: str, model: ChatModel | None
) -> Sources:
    """The passages for the model; none where there is no model or the library does not hold the answer."""
    if model is None:
        return NO_SOURCES
    characters = (model.card.parameters or {}).get("passages", MOST_CHARACTERS)
    given = choose_passages(extracted.ranked, nonce, int(str(characters)))
    documents = {one.hit.document.id for one in given}
    return Sources(given, {id_: text_of(id_) for id_ in documents}, nonce)


def write_answer(
    extracted: Extracted,
    sources: Sources,
    chat: Chat,
    bridge: Bridge = EMPTY,
    stop: Event | None = None,
) -> Generator[StatementSaid | StatementsWithdrawn, None, Outcome]:
    """Let the model write the answer, over ``sources`` only; the extracted answer where it cannot.

    Each statement is yielded as soon as it is verified. ``bridge`` leads the checks from one language to the
    other. Once ``stop`` is set, what was verified until then is the answer.
    """
    begun = time.perf_counter()
    answer, model = extracted.answer, chat.write
    if chat.write_fault is not None and extracted.ranked:
        return _extracted(answer, None, chat.write_fault, (), begun)
    if model is None or not sources.given:
        return Outcome(answer)
    check = partial(check_statement, language=answer.language, bridge=bridge)
    telling = _Telling(sources, check)
    try:
        variant = str((model.card.parameters or {}).get("variant", DEFAULT_VARIANT))
        assignment = Assignment(answer.question, sources.given, answer.language, variant, sources.nonce)
        steps = write_steps(assignment, model, partial(_check, bridge), chat.judge, stop)
        written = yield from telling.tell(steps)
    except WritingError as error:
        return _extracted(answer, model, error.fault, error.exchanges, begun)
    outcome = _written(answer, sources, model, chat.judge, written, check)
    notice = ""
    if chat.judge_fault is not None or (chat.judge is not None and not written.judged):
        name = chat.judge.card.name if chat.judge is not None else "judge"
        notice = text("answer.judge_failed", answer.language, model=name)
    timings = {**answer.timings_ms, "write": round((time.perf_counter() - begun) * 1000, 2)}
    notices = (*outcome.answer.notices, *filter(None, (notice,)))
    return replace(outcome, answer=replace(outcome.answer, timings_ms=timings, notices=notices))


class _Telling:
    """Statements as they are told while the answer is being written, with citations of their own numbers."""

    def __init__(self, sources: Sources, check: Checked) -> None:
        self._sources = sources
        self._check = check
        self._citations: Citations = {}
        self._told: list[Assessed] = []

    def tell(
        self, steps: Generator[Step, None, Written]
    ) -> Generator[StatementSaid | StatementsWithdrawn, None, Written]:
        while True:
            try:
                step = next(steps)
            except StopIteration as end:
                return end.value
            if step is None:
                self._citations, self._told = {}, []
                yield StatementsWithdrawn()
                continue
            if any(_agree(step, known, self._check) for known in self._told):
                continue  # said already: its sources are named with it in the finished answer
            self._told.append(step)
            statement = _statement((step,), self._sources, self._citations)
            by_id = {citation.id: citation for citation in self._citations.values()}
            yield StatementSaid(statement, tuple(by_id[id_] for id_ in statement.citations))


def _check(bridge: Bridge, said: str, evidence: Sequence[Evidence], language: Language) -> Verdict:
    return check_statement(said, evidence, language=language, bridge=bridge)


def _extracted(
    answer: Answer, model: ChatModel | None, fault: EvimedError, exchanges: Sequence[Exchange], begun: float
) -> Outcome:
    """The extracted answer, which says that and why no model wrote it."""
    notice = text("answer.model_failed", answer.language, reason=fault.message(answer.language))
    timings = {**answer.timings_ms, "write": round((time.perf_counter() - begun) * 1000, 2)}
    given = replace(answer, notices=(*answer.notices, notice), timings_ms=timings)
    card = model.card if model is not None else None
    return Outcome(given, card, exchanges=tuple(exchanges), fault=fault)


def _written(
    answer: Answer,
    sources: Sources,
    model: ChatModel,
    judging: ChatModel | None,
    written: Written,
    check: Checked,
) -> Outcome:
    language, card = answer.language, model.card
    judge = judging.card if judging is not None else None
    outcome = Outcome(answer, card, judge, written, written.exchanges)
    if not written.kept:
        key = "answer.model_dropped" if written.dropped else "answer.model_silent"
        key = "answer.stopped_before" if written.stopped else key
        notice = text(key, language, model=card.name, dropped=len(written.dropped))
        return replace(outcome, answer=replace(answer, notices=(*answer.notices, notice)))
    composed, conflicts = _compose(sources, written.kept, answer, check)
    documents = len({citation.document.id for citation in composed.citations})
    reason = text(
        "verdict.written",
        language,
        model=card.model,
        statements=len(composed.statements),
        documents=documents,
    )
    notices = answer.notices
    if written.dropped:
        notices = (*notices, text("answer.some_dropped", language, dropped=len(written.dropped)))
    # Caveats and conflicts are found on the sources: they hold whoever words the answer.
    verdict = Decision("answered", reason) if answer.verdict.name == "answered" else answer.verdict
    if written.stopped:
        notices = (*notices, text("answer.stopped", language))
    label = replace(answer.label, metadata={**answer.label.metadata, "Model": card.model})
    given = replace(
        answer,
        verdict=verdict,
        statements=composed.statements,
        citations=composed.citations,
        conflicts=conflicts,
        label=label,
        model={"name": card.name, "provider": card.provider, "model": card.model},
        notices=notices,
    )
    return replace(outcome, answer=given)


def _compose(
    sources: Sources, kept: Sequence[Assessed], answer: Answer, check: Checked
) -> tuple[Composed, tuple[Conflict, ...]]:
    """Statements in the order in which an answer of the kind is read, each citing whole sentences.

    What is said alike is said once with all sources. The conflicts of the extracted ``answer`` are kept, with
    their citations numbered anew.
    """
    groups: list[list[Assessed]] = []
    for one in sorted(kept, key=lambda one: one.attempt):  # as they were told
        known = next((group for group in groups if _agree(one, group[0], check)), None)
        if known is None:
            groups.append([one])
        else:
            known.append(one)
    kind = reading_kind(answer.question)
    groups.sort(key=lambda group: (_place(kind, group[0]), kept.index(group[0])))
    citations: Citations = {}
    statements = [_statement(group, sources, citations) for group in groups]
    old = {citation.id: citation for citation in answer.citations}
    conflicts = tuple(
        replace(
            conflict,
            positions=tuple(
                replace(side, citations=tuple(_again(citations, old[id_]) for id_ in side.citations))
                for side in conflict.positions
            ),
        )
        for conflict in answer.conflicts
    )
    return Composed(tuple(statements), tuple(citations.values())), conflicts


def _agree(one: Assessed, other: Assessed, check: Checked) -> bool:
    return agree(one.text, one.evidence, other.text, other.evidence, check)


def _place(kind: Kind, one: Assessed) -> int:
    """Where a statement is read: where the first of the sentences it rests on is."""
    return min(
        (place_of(kind, sentence) for ground in one.grounds for sentence in ground.sentences), default=0
    )


def _statement(group: Sequence[Assessed], sources: Sources, citations: Citations) -> Statement:
    """What a group says alike, in the words of the first.

    The citations, the whole sentences that hold the quotations of all, go into ``citations``.
    """
    documents = {given.key: given.hit.document for given in sources.given}
    ids: dict[str, None] = {}
    for ground in (ground for one in group for ground in one.grounds):
        document = documents[ground.key]
        for sentence in ground.sentences:
            for id_ in cite_sentence(citations, document, sentence, sources.texts[document.id]):
                ids.setdefault(id_)
    return Statement(group[0].text, tuple(ids), support="entailed")


def _again(citations: Citations, citation: Citation) -> str:
    key = (citation.document.id, citation.locator.chars)
    return citations.setdefault(key, replace(citation, id=next_id(citations))).id
