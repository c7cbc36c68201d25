"""A second reading of passages by a chat model: what the rules have not seen, asked for passage by passage.

Each passage is one request and one transaction: what was paid for is kept, and a run that is ended goes on
where it was. What the model named lies beside the graph (``store/second_readings.py``); the mentions are made
of it whenever the document is read, so that new terms or a new version of the rules ask nobody again.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from evimed.errors import EvimedError, NotFoundError
from evimed.knowledge.entities.named import ASKED, find_named, mention_request, read_mentions
from evimed.knowledge.graph.places import Placed, place
from evimed.knowledge.graph.read import lexicon_of, read_one, reading_stamp
from evimed.ports import ChatCard, ChatModel, ChatReply
from evimed.records import Passage, Scope
from evimed.store.database import Database
from evimed.store.documents import document_passages, document_text
from evimed.store.second_readings import (
    NamedPlace,
    SecondReading,
    put_second_reading,
    waiting_passages,
)

_FAULTS: Final = 3  # one after the other, after which the model counts as down
_KEY_BYTES: Final = 5

Follow = Callable[[int, int], None]


@dataclass(slots=True)
class SecondRun:
    """What a run came to. ``named``: mentions of the replies; ``kept``: those that stand in their passage."""

    asked: int = 0
    named: int = 0
    kept: int = 0
    unreadable: int = 0
    documents: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = None
    currency: str | None = None
    failure: EvimedError | None = None  # of the last request, if it failed
    _faulty: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    def count(self, reply: ChatReply) -> None:
        """Add what a request took."""
        self.input_tokens += reply.usage.input_tokens or 0
        self.output_tokens += reply.usage.output_tokens or 0
        if reply.usage.cost is not None:
            self.cost = (self.cost or 0.0) + reply.usage.cost
            self.currency = reply.usage.currency

    def fault(self, passage: tuple[str, str], error: EvimedError) -> bool:
        """Note a request that failed; whether the model has to be taken for down."""
        self.failure = error
        self._faulty.append(passage)
        return len(self._faulty) >= _FAULTS

    def faulty(self) -> list[tuple[str, str]]:
        """The passages whose requests failed where others did not: the fault lies in them."""
        found, self._faulty, self.failure = self._faulty, [], None
        return found


def second_stamp(card: ChatCard) -> str:
    """Which model reads, and how it is asked; another one reads everything again."""
    return f"{ASKED} {card.provider}:{card.model}@{card.host}"


def read_again(
    database: Database,
    scope: Scope,
    library: str,
    model: ChatModel,
    *,
    most: int,
    on_progress: Follow | None = None,
) -> SecondRun:
    """Ask ``model`` about up to ``most`` passages that wait, and read their documents with what it named.

    Raises
    ------
    EvimedError
        The model failed three times in a row, or at the end; what came before stays.
    """
    stamp = second_stamp(model.card)
    with database.transaction(scope) as tx:
        waiting = waiting_passages(tx, library, stamp, most)
    run = SecondRun()
    done = 0
    for document, group in groupby(waiting, key=lambda one: one[0]):
        wanted = [passage for _, passage in group]
        try:
            for placed in _placed(database, scope, library, document, wanted):
                if on_progress is not None:
                    on_progress(done, len(waiting))
                _ask(database, scope, library, model, placed, run)
                done += 1
        finally:  # what was named so far goes into the graph even if the rest fails or is broken off
            run.documents += _into_graph(database, scope, library, document)
    if on_progress is not None:
        on_progress(done, len(waiting))
    if run.failure is not None:
        raise run.failure
    return run


def _placed(
    database: Database, scope: Scope, library: str, document: str, wanted: Sequence[str]
) -> list[tuple[Passage, list[Placed]]]:
    """The passages with their sentences as entities are read from them; none if the document is gone."""
    with database.transaction(scope) as tx:
        try:
            text = document_text(tx, library, document)
        except NotFoundError:
            return []
        passages = document_passages(tx, library, document)
    return [(one, [place(s, text) for s in one.sentences]) for one in passages if one.id in set(wanted)]


def _ask(
    database: Database,
    scope: Scope,
    library: str,
    model: ChatModel,
    placed: tuple[Passage, list[Placed]],
    run: SecondRun,
) -> None:
    passage, sentences = placed
    texts = [one.text for one in sentences]
    request = mention_request(texts, passage.language, secrets.token_hex(_KEY_BYTES))
    stamp = second_stamp(model.card)
    try:
        reply = model.reply(request)
    except EvimedError as error:
        if run.fault((passage.document_id, passage.id), error):
            raise
        return
    run.asked += 1
    run.count(reply)
    mentions = read_mentions(reply.text)
    found, dropped = find_named(mentions or (), texts)
    named = len(mentions or ())
    run.named += named
    run.kept += named - dropped
    run.unreadable += mentions is None
    one = SecondReading(
        passage.document_id,
        passage.id,
        stamp,
        "unreadable" if mentions is None else "read",
        named,
        [NamedPlace(*sentences[f.sentence].span(f.start, f.end), f.type) for f in found],
        reply.usage.input_tokens,
        reply.usage.output_tokens,
    )
    with database.transaction(scope) as tx:
        put_second_reading(tx, library, one)
        for document, faulty in run.faulty():
            run.unreadable += 1
            put_second_reading(tx, library, SecondReading(document, faulty, stamp, "unreadable", 0, ()))


def _into_graph(database: Database, scope: Scope, library: str, document: str) -> bool:
    with database.transaction(scope) as tx:
        lexicon = lexicon_of(tx)
    return read_one(database, scope, library, document, lexicon, reading_stamp(lexicon))
