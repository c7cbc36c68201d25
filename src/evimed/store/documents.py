"""Documents of a library: put in, found, superseded, deleted, quarantined. One document a transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from evimed.errors import InputError, NotFoundError, StoreError
from evimed.records import Deletion, Document, Passage, Scope, Span
from evimed.store.database import Database, Transaction
from evimed.store.evidence import put_study
from evimed.store.guides import NewGuide, put_guide
from evimed.store.instruments import put_instrument
from evimed.store.intake import (
    IndexedPassage,
    NewDocument,
    PassageColumns,
    check,
    document_values,
    passage_columns,
    passage_values,
)
from evimed.store.rows import document_of, passage_of
from evimed.store.weights import K1, B

__all__ = [
    "SHORTEST_PREFIX",
    "IndexedPassage",
    "NewDocument",
    "NewGuide",
    "PassageColumns",
    "Quarantined",
    "Taken",
    "commit_later",
    "commit_now",
    "delete_document",
    "document_passages",
    "document_passages_between",
    "document_text",
    "documents_of",
    "ensure_library",
    "find_document",
    "find_source",
    "find_sources",
    "library_version",
    "list_documents",
    "list_libraries",
    "list_quarantined",
    "list_sources",
    "passage_columns",
    "point_source",
    "put_document",
    "quarantine",
    "reweigh",
    "sweep",
    "sweep_deleted",
    "take_document",
]

SHORTEST_PREFIX = 6
_MOST_UNCOUNTED = 150_000  # pairs of term and count that a question looks up in waiting rows: 2 ms
_DRIFT = 0.1  # exact scoring of ten times the candidates makes less harmless


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a document that was put in."""

    fresh: bool  # the library did not have it before
    previous: str | None  # id of the document that its source gave until now; its own if nothing changed


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A place whose document could not be taken in, and why: code and values of the error."""

    source: str
    sha256: str | None
    code: str
    details: Mapping[str, object]
    stamp: str
    at: datetime


def ensure_library(tx: Transaction, library: str) -> None:
    """Make the library where it is missing."""
    tx.run("library_ensure", library=library)


def list_libraries(tx: Transaction) -> list[str]:
    """Names of the tenant's libraries."""
    return [name for (name,) in tx.run("library_list").fetchall()]


def library_version(tx: Transaction, library: str) -> int:
    """How often the content of the library has changed; 0 for one that does not exist."""
    row = tx.run("library_version", library=library).fetchone()
    return int(row[0]) if row is not None else 0


def find_source(tx: Transaction, library: str, source: str) -> Document | None:
    """The document that was last given at ``source``."""
    row = tx.run("source_find", library=library, source=source).fetchone()
    return document_of(row) if row is not None else None


def find_sources(tx: Transaction, library: str, sources: Sequence[str]) -> dict[str, Document]:
    """The documents that were last given at ``sources``, by source; those never given are left out."""
    rows = tx.run("source_known", library=library, sources=list(sources)).fetchall()
    return {row[0]: document_of(row[1:]) for row in rows}


def documents_of(tx: Transaction, library: str, sources: Sequence[str]) -> dict[str, str]:
    """Ids of the documents that ``sources`` give now."""
    return dict(tx.run("source_documents", library=library, sources=list(sources)).fetchall())


def list_sources(tx: Transaction, library: str, document_id: str) -> list[str]:
    """The places that give a document now; none for a superseded one."""
    return [source for (source,) in tx.run("source_list", library=library, id=document_id).fetchall()]


def find_document(tx: Transaction, library: str, document_id: str) -> Document:
    """A document by its id, or by at least six first characters that no other id shares.

    Raises
    ------
    NotFoundError
        ``document_not_found``: no id that may be seen begins so.
    InputError
        ``document_ambiguous``: several do. ``id_too_short``: fewer than six characters.
    """
    rows = tx.run("document_find", library=library, id=document_id).fetchall()
    if rows and rows[0][1] == document_id:
        return document_of(rows[0])
    if len(document_id) < SHORTEST_PREFIX:
        raise InputError("id_too_short", id=document_id, valid=SHORTEST_PREFIX)
    if not rows:
        raise NotFoundError("document_not_found", id=document_id, library=library)
    if len(rows) > 1:
        raise InputError("document_ambiguous", id=document_id, first=rows[0][1], second=rows[1][1])
    return document_of(rows[0])


def list_documents(tx: Transaction, library: str) -> list[Document]:
    """All documents of the library, superseded ones too, by title."""
    return [document_of(row) for row in tx.run("document_list", library=library).fetchall()]


def document_text(tx: Transaction, library: str, document_id: str) -> str:
    """The text that all locators of the document count in (its exact id).

    Raises
    ------
    NotFoundError
        ``document_not_found``.
    """
    row = tx.run("document_text", library=library, id=document_id).fetchone()
    if row is None:
        raise NotFoundError("document_not_found", id=document_id, library=library)
    return str(row[0])


def document_passages(tx: Transaction, library: str, document_id: str) -> list[Passage]:
    """The passages of a document, in reading order."""
    return [
        passage_of(row) for row in tx.run("passage_of_document", library=library, id=document_id).fetchall()
    ]


def document_passages_between(tx: Transaction, library: str, document_id: str, span: Span) -> list[Passage]:
    """The passages of a document that overlap a range of its characters, in reading order."""
    start, end = span
    rows = tx.run("passage_between", library=library, id=document_id, start=start, end=end).fetchall()
    return [passage_of(row) for row in rows]


def put_document(tx: Transaction, new: NewDocument) -> bool:
    """Put in a document with its passages and statistics, and point its source to it; whether it is new.

    See ``take_document``, which tells more.
    """
    return take_document(tx, new).fresh


def take_document(tx: Transaction, new: NewDocument, *, most_uncounted: int | None = None) -> Taken:
    """Put in a document with its passages and statistics, and point its source to it.

    The previous document of that source becomes superseded, unless another source still gives it. A
    document that the library has already is only pointed to.

    ``most_uncounted`` pairs of term and count, each of which a question looks up, may wait before they are
    added up; the more, the less work it is for each.

    Raises
    ------
    DocumentError
        ``unstorable``: the text has characters that no database text can hold, or a date is none.
    StoreError
        ``out_of_scope``: its permission class is not in the Scope.

    Notes
    -----
    What takes time comes first; then the library is locked for the counters, so that writers wait for one
    another briefly. Put one document a transaction: with several, two writers can wait for each other, and
    the server ends one of them (``StoreUnavailableError``, retryable).
    """
    document = new.document
    check(new)
    passages = new.passages
    columns = passages if isinstance(passages, PassageColumns) else passage_columns(passages, document.source)
    made, epoch, vector_type = tx.run("document_insert", **document_values(new)).fetchone() or (None, 0.0, 0)
    if made is None:
        return Taken(False, point_source(tx, document.library, document.source, document.id))
    average = epoch or max(columns.total_length / max(columns.count, 1), 1.0)
    tx.run("passage_insert", **passage_values(columns, new, average, vector_type))
    if new.guide is not None and columns.count:
        put_guide(tx, document.library, document.id, new.acl, new.guide)
    if new.instrument is not None:
        put_instrument(tx, document.library, document.id, new.acl, new.instrument)
    if new.study is not None:
        put_study(tx, document.library, document.id, new.acl, new.study)
    previous, waiting = tx.run(
        "document_count",
        library=document.library,
        source=document.source,
        id=document.id,
        acl=new.acl,
        n_passages=columns.count,
        total_length=columns.total_length,
        pairs=columns.pairs,
        epoch=average if columns.count else 0.0,
    ).fetchone() or (None, 0)
    if waiting > (_MOST_UNCOUNTED if most_uncounted is None else most_uncounted):
        tx.run("term_add", library=document.library)
    return Taken(True, previous)


def commit_later(tx: Transaction) -> None:
    """Let this transaction end without waiting for the disk.

    It is whole or not there, as always, but may be lost with the server's memory until ``commit_now`` has
    been committed: say that it is done only then.
    """
    tx.run("commit_later")


def commit_now(tx: Transaction) -> None:
    """Bring all that was committed before to the disk when this transaction ends."""
    tx.run("commit_now")


def point_source(tx: Transaction, library: str, source: str, document_id: str) -> str | None:
    """Say that ``source`` gives ``document_id`` now: the same bytes at a second place, or old bytes again.

    Returns the document that it gave before.

    Raises
    ------
    StoreError
        ``out_of_scope``: the document is there, but the Scope does not see it.
    """
    tx.run("library_lock", library=library)
    row = tx.run("document_acl", library=library, id=document_id).fetchone()
    if row is None:
        raise StoreError("out_of_scope", reason=document_id)
    previous, changed = tx.run(
        "source_point", library=library, source=source, id=document_id, acl=row[0]
    ).fetchone() or (None, False)
    if changed:
        tx.run("library_touch", library=library)
    return previous


def delete_document(tx: Transaction, library: str, document_id: str, *, later: bool = False) -> Deletion:
    """Delete a document (exact id or unique beginning) and all that came from it.

    Passages, vectors, sources and answers that cite it go; term frequencies and counters are taken back;
    documents it had superseded are no longer superseded by it.

    ``later``: its words leave every search and count with this transaction, but the rows of the index that
    it shares with other documents are cleaned by ``sweep``, to be called as soon as it is committed.
    """
    tx.run("library_lock", library=library)
    document = find_document(tx, library, document_id)
    tx.run("document_lock", library=library, id=document.id)  # before its answers are looked for
    acl = (tx.run("document_acl", library=library, id=document.id).fetchone() or (0,))[0]
    passages, total, vectors = tx.run("document_weight", library=library, id=document.id).fetchone() or (
        0,
        0,
        0,
    )
    if not tx.run("term_withdraw", library=library, id=document.id).rowcount:
        if later:
            tx.run("sweep_later", library=library, id=document.id)
        else:
            tx.run("term_subtract", library=library, id=document.id, acl=acl)
    answers = (tx.run("document_forget_answers", library=library, id=document.id).fetchone() or (0,))[0]
    tx.run("document_delete", library=library, id=document.id)
    _count(tx, library, acl, -passages, -total)
    tx.run("library_touch", library=library)
    return Deletion(document.id, document.title, passages, vectors, answers)


def sweep(tx: Transaction, library: str) -> int:
    """Clean the words' counts and weights of one deletion; its passages, 0 if none waits for it.

    Commit each by itself: writers of the library wait for it.
    """
    tx.run("library_lock", library=library)
    return int((tx.run("sweep", library=library).fetchone() or (0,))[0])


def sweep_deleted(database: Database, scope: Scope, library: str) -> None:
    """``sweep`` whatever waits in a library, each deletion in a transaction of its own."""
    swept = 1
    while swept:
        with database.transaction(scope) as tx:
            swept = sweep(tx, library)


def quarantine(
    tx: Transaction,
    library: str,
    source: str,
    *,
    code: str,
    stamp: str,
    sha256: str | None = None,
    details: Mapping[str, object] | None = None,
    acl: int = 0,
) -> None:
    """Remember why the document at ``source`` could not be taken in: code and values of its error."""
    tx.run(
        "quarantine_put",
        library=library,
        source=source,
        sha256=sha256,
        code=code,
        details=json.dumps(details or {}, ensure_ascii=False, default=str).replace("\\u0000", "�"),
        stamp=stamp,
        acl=acl,
    )


def list_quarantined(tx: Transaction, library: str) -> list[Quarantined]:
    """What could not be taken in, by place."""
    return [Quarantined(*row) for row in tx.run("quarantine_list", library=library).fetchall()]


def reweigh(tx: Transaction, library: str, *, drift: float = _DRIFT) -> int:
    """Add the waiting term counts to the library's; weigh all anew if its average length drifted.

    What a deletion left to sweep, and a crash kept from being swept, is swept too.

    Returns the number weighed: 0 while the average has moved by no more than ``drift``.
    Call it at the end of a batch. Search is exact without it while drift is small (``docs/store.md``).
    """
    while sweep(tx, library):
        pass
    tx.run("term_add", library=library)
    row = tx.run("library_reweigh", library=library, drift=drift, k1=K1, b=B).fetchone()
    return int(row[0]) if row is not None else 0


def _count(tx: Transaction, library: str, acl: int, passages: int, length: int) -> None:
    tx.run("library_count", library=library, acl=acl, n_passages=passages, total_length=length)
