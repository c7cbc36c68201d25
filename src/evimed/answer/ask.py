"""From a question to an answer in the answer book: read it, extract, let a model write, keep.

No transaction is open while a model writes. What the answer quotes is held when it is kept: if a document was
deleted meanwhile, the question is asked anew, without it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from threading import Event
from typing import Any

from evimed.answer.book import documents_in, make_book, spent_in
from evimed.answer.from_model import Chat, choose_sources, write_answer
from evimed.answer.from_passages import Extracted, Models
from evimed.answer.from_policy import answer_by_policy
from evimed.answer.policy import Policy
from evimed.answer.several import extract_all
from evimed.answer.write.letters import Letters
from evimed.answer.write.standing import Standing, make_standing
from evimed.catalogue import text
from evimed.errors import StoreUnavailableError
from evimed.json_forms import AnswerJson, answer_json
from evimed.knowledge.bridge import EMPTY
from evimed.records import (
    Answer,
    AnswerBegan,
    AnswerEvent,
    AnswerFinished,
    StatementSaid,
    StatementsWithdrawn,
)
from evimed.store.answers import get_answer, get_book, put_answer
from evimed.store.database import Transaction
from evimed.store.documents import document_text, library_version

_ATTEMPTS = 3  # each but the last met a deletion
Open = Callable[[], AbstractContextManager[Transaction]]
OnKept = Callable[[Transaction, AnswerJson, Mapping[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Asking:
    """Whose library is asked, and with what: ``open`` begins a transaction in the asker's Scope.

    ``on_kept`` is told of an answer and its book in the transaction that keeps them.
    """

    open: Open
    library: str
    policy: Policy
    models: Callable[[Transaction], Models]
    chat: Chat
    on_kept: OnKept | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer and how it came to be."""

    answer: Answer
    book: dict[str, Any]


def ask(asking: Asking, asked: str, *, after: str | None = None) -> Generator[AnswerEvent]:
    """Answer ``asked`` and keep the answer; its statements are told as they are verified.

    ``after`` is the id of the answer that the question follows; it is read as a question of its own, visibly.
    If the events are no longer asked for (``close``), or the person interrupts the writing, the model's
    request is ended and what was said until then is kept as the answer.

    Raises
    ------
    NotFoundError, InputError
        There is no such answer to follow.
    StoreUnavailableError
        Documents are being deleted faster than they can be quoted.
    """
    stop = Event()
    events = _ask(asking, asked, after, stop)
    try:
        for event in events:  # noqa: UP028  -- closing this one must not close that one
            yield event
    except GeneratorExit:
        stop.set()
        for _ in events:  # what was shown is kept, whoever has left
            pass
        raise


def _ask(asking: Asking, asked: str, after: str | None, stop: Event) -> Generator[AnswerEvent]:
    nonce = secrets.token_hex(16)
    letters = Letters(stop)
    standing, follows = None, None
    # What policy turns away is turned away as it was asked: no model rewrites a call for help.
    if after is not None and asking.policy.turn_away(asked) is None:
        standing, follows = _standing(asking, asked, after, letters, nonce)
    now = asking
    for _ in range(_ATTEMPTS):
        question = asked if standing is None else standing.question
        given = yield from answer(now, question, nonce, standing, follows, letters)
        documents = documents_in(given.book, given.answer.citations)
        with asking.open() as tx:
            record = answer_json(given.answer)
            kept = put_answer(tx, asking.library, dict(record), given.book, documents)
            if kept and asking.on_kept is not None:
                asking.on_kept(tx, record, given.book)
        if kept:
            yield AnswerFinished(given.answer, spent_in(given.book))
            return
        yield StatementsWithdrawn()
        now = replace(asking, chat=Chat())
    raise StoreUnavailableError("transaction_aborted", reason="documents deleted while being quoted")


def answer(
    asking: Asking,
    question: str,
    nonce: str,
    standing: Standing | None = None,
    after: str | None = None,
    letters: Letters | None = None,
) -> Generator[AnswerEvent, None, Answered]:
    """Answer ``question`` without keeping the answer; no transaction is open at any event."""
    with asking.open() as tx:
        version = library_version(tx, asking.library)
    turned_away = answer_by_policy(asking.policy, question, version)
    if turned_away is not None:
        yield _began(turned_away)
        return Answered(turned_away, make_book(Extracted.of(turned_away), nonce=nonce))
    with asking.open() as tx:
        models = asking.models(tx)
        extracted = extract_all(tx, asking.library, question, models)
        sources = choose_sources(
            extracted, lambda id_: document_text(tx, asking.library, id_), nonce, asking.chat.write
        )
    if standing is not None and standing.changed:
        words = text(
            "answer.standing", extracted.answer.language, asked=standing.asked, standing=standing.question
        )
        extracted = replace(extracted, answer=replace(extracted.answer, notices=(words,)))
    yield _began(extracted.answer)
    bridge = models.bridge() if sources.given else EMPTY
    stop = letters.stop if letters is not None else None
    outcome = yield from write_answer(extracted, sources, asking.chat, bridge, stop)
    if outcome.answer.model is None:
        yield from _said(outcome.answer)
    book = make_book(
        extracted,
        sources,
        outcome,
        nonce=nonce,
        embedder=models.embedder.stamp if models.embedder is not None else None,
        standing=standing,
        after=after,
        before=letters.kept if letters is not None else (),
    )
    return Answered(outcome.answer, book)


def _began(answer: Answer) -> AnswerBegan:
    return AnswerBegan(answer.id, answer.question, answer.language, answer.label, answer.notices)


def _said(answer: Answer) -> Generator[StatementSaid]:
    """The statements of an answer that no model wrote: verified before the first is told."""
    by_id = {citation.id: citation for citation in answer.citations}
    for statement in answer.statements:
        yield StatementSaid(statement, tuple(by_id[id_] for id_ in statement.citations))


def _standing(asking: Asking, asked: str, after: str, letters: Letters, nonce: str) -> tuple[Standing, str]:
    with asking.open() as tx:
        record = get_answer(tx, after)
        book = get_book(tx, record["id"])
    subject: Sequence[str] = book["subject"] if book is not None else ()
    reader = asking.chat.extract or asking.chat.write
    return make_standing(asked, record["question"], subject, reader, letters, nonce), record["id"]
