"""The answer book's record of how an answer came to be: everything a later reader needs to judge it by.

Schema ``evimed/book/1``. It holds text of documents, so it lives no longer than every document it quotes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from evimed import __version__
from evimed.answer.from_model import NO_SOURCES, Outcome, Sources
from evimed.answer.from_passages import Extracted
from evimed.answer.write.evidence import Given, source_span
from evimed.answer.write.record import Assessed, Exchange, total
from evimed.answer.write.standing import Standing
from evimed.ports import ChatCard
from evimed.records import Citation, Spent

SCHEMA = "evimed/book/1"


def make_book(
    extracted: Extracted,
    sources: Sources = NO_SOURCES,
    outcome: Outcome | None = None,
    *,
    nonce: str,
    embedder: str | None = None,
    standing: Standing | None = None,
    after: str | None = None,
    before: Sequence[Exchange] = (),
) -> dict[str, Any]:
    """The record of one answer.

    ``nonce`` is what the keys of the passages were made from, ``embedder`` the stamp of what searched,
    ``standing`` how a follow-up was read, ``after`` the answer it follows, ``before`` the exchanges of that
    reading.
    """
    outcome = outcome or Outcome(extracted.answer)
    exchanges = (*before, *outcome.exchanges)
    written = outcome.written
    return {
        "schema": SCHEMA,
        "code": __version__,
        "embedder": embedder,
        "nonce": nonce,
        "subject": list(extracted.subject),
        "standing": None
        if standing is None
        else {"asked": standing.asked, "question": standing.question, "by": standing.by, "after": after},
        "model": _card(outcome.card),
        "judge": _card(outcome.judge),
        "fault": None if outcome.fault is None else outcome.fault.code,
        "passages": [_passage(given) for given in sources.given] if outcome.card is not None else [],
        "exchanges": [asdict(exchange) for exchange in exchanges],
        "statements": _statements(extracted, outcome, sources),
        "usage": asdict(total(exchange.usage for exchange in exchanges)),
        "judged": bool(written and written.judged),
    }


def spent_in(book: Mapping[str, Any]) -> Spent | None:
    """What models took for an answer; ``None`` if none was asked."""
    usage = book["usage"]
    if not usage["requests"]:
        return None
    return Spent(usage["requests"], usage["input_tokens"], usage["output_tokens"])


def documents_in(book: Mapping[str, Any], citations: Sequence[Citation]) -> list[str]:
    """Ids of the documents whose words an answer and its book hold."""
    return sorted(
        {citation.document.id for citation in citations} | {one["document"]["id"] for one in book["passages"]}
    )


def _card(card: ChatCard | None) -> dict[str, Any] | None:
    return None if card is None else asdict(card)


def _passage(given: Given) -> dict[str, Any]:
    hit = given.hit
    return {
        "key": given.key,
        "passage": hit.passage.id,
        "document": {"id": hit.document.id, "title": hit.document.title, "version": hit.document.version},
        "section": list(hit.passage.section),
        "chars": list(hit.passage.chars),
        "text": given.text,
    }


def _statements(extracted: Extracted, outcome: Outcome, sources: Sources) -> list[dict[str, Any]]:
    written = outcome.written
    if written is None:
        said: list[dict[str, Any]] = [
            {"text": one.text, "by": "extraction", "kept": True, "findings": []}
            for one in extracted.answer.statements
        ]
        return said + [
            {"text": one.statement, "by": "extraction", "kept": False, "findings": [{"check": one.reason}]}
            for one in extracted.dropped
        ]
    return [_assessed(one, sources) for one in (*written.kept, *written.dropped)]


def _assessed(one: Assessed, sources: Sources) -> dict[str, Any]:
    documents = {given.key: given.hit.document.id for given in sources.given}
    return {
        "text": one.text,
        "by": "model",
        "kept": one.kept,
        "attempt": one.attempt,
        "coverage": round(one.coverage, 4),
        "evidence": [
            {
                "key": ground.key,
                "quote": ground.quote,
                "chars": [
                    list(source_span(sentence, ground.quote, sources.texts[documents[ground.key]]))
                    for sentence in ground.sentences
                ],
            }
            for ground in one.grounds
        ],
        "findings": [asdict(finding) for finding in one.findings],
        "judge": None if one.relation is None else {"verdict": one.relation, "reason": one.reason},
    }
