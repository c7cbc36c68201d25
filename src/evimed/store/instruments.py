"""Legal texts: what ingestion read of them, by document. A row goes with its document."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evimed.records import Document
from evimed.store.database import Transaction
from evimed.store.rows import document_of


@dataclass(frozen=True, slots=True)
class NewInstrument:
    """What is kept of a legal text: family, subject if it is a law, families it names, and the rest."""

    family: str
    stem: str
    names: Sequence[str]
    record: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StoredInstrument:
    """A legal text with its document."""

    document: Document
    family: str
    record: Mapping[str, Any]


def put_instrument(tx: Transaction, library: str, document_id: str, acl: int, new: NewInstrument) -> None:
    """Keep what a document that is in already says of itself as a legal text."""
    tx.run(
        "instrument_insert",
        library=library,
        id=document_id,
        acl=acl,
        family=new.family,
        stem=new.stem,
        names=sorted(set(new.names)),
        record=json.dumps(dict(new.record), ensure_ascii=False),
    )


def related_instruments(
    tx: Transaction,
    library: str,
    document_ids: Sequence[str] | None = None,
    families: Sequence[str] = (),
    subjects: Sequence[str] = (),
) -> list[StoredInstrument]:
    """Legal texts that this Scope sees: all, or ``document_ids`` and what has to do with ``families``.

    Also laws with a chapter whose heading holds one of ``subjects``.
    """
    ids = None if document_ids is None else list(document_ids)
    rows = tx.run(
        "instrument_related", library=library, ids=ids, families=list(families), subjects=list(subjects)
    ).fetchall()
    return [StoredInstrument(document_of(row[4:]), row[0], row[3]) for row in rows]
