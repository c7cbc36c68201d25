"""The answer book: answers as they were given out, and how each came to be.

Written once, never changed, gone with any document whose words they hold.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from evimed.errors import InputError, NotFoundError
from evimed.store.database import Transaction
from evimed.store.documents import SHORTEST_PREFIX, ensure_library
from evimed.store.permissions import classes_present, hold_rules


def put_answer(
    tx: Transaction,
    library: str,
    record: Mapping[str, Any],
    book: Mapping[str, Any] | None = None,
    documents: Collection[str] = (),
) -> bool:
    """Keep an answer record (schema ``evimed/answer/1``) under its id, and its book.

    It can be read by its asker, and by who oversees, as long as they hold every permission class that the
    asker saw of the library: what moves into another class takes its answers along (``evimed.relabel``).

    ``book`` is how the answer came to be (schema ``evimed/book/1``), ``documents`` are the ids of documents
    whose words it holds, beside those that the record cites.

    Returns whether it was kept. It is not if one of the documents is gone: nothing may outlive them.
    """
    ensure_library(tx, library)
    hold_rules(tx)
    citations = record.get("citations", [])
    held = sorted({citation["document"]["id"] for citation in citations} | set(documents))
    if len(tx.run("document_hold", library=library, ids=held).fetchall()) < len(held):
        return False
    classes = classes_present(tx, library)
    tx.run(
        "answer_put",
        id=record["id"],
        library=library,
        question=record["question"],
        record=json.dumps(record, ensure_ascii=False),
        documents=held,
        user=tx.scope.user,
        classes=classes,
    )
    if book is not None:
        written = json.dumps(book, ensure_ascii=False)
        tx.run("answer_book_put", id=record["id"], book=written, classes=classes)
    return True


def get_book(tx: Transaction, answer_id: str) -> dict[str, Any] | None:
    """How an answer came to be, by its whole id; ``None`` for answers of versions that kept no book."""
    row = tx.run("answer_book_get", id=answer_id).fetchone()
    return None if row is None else row[0]


def library_of(tx: Transaction, answer_id: str) -> str | None:
    """The library an answer was made from, by its whole id."""
    row = tx.run("answer_library", id=answer_id).fetchone()
    return None if row is None else str(row[0])


def get_answer(tx: Transaction, answer_id: str) -> dict[str, Any]:
    """An answer record by its id, or by at least six first characters that no other id shares.

    Raises
    ------
    NotFoundError
        ``answer_not_found``.
    InputError
        ``answer_ambiguous``, ``id_too_short``.
    """
    rows = tx.run("answer_find", id=answer_id).fetchall()
    if rows and (rows[0][0] == answer_id or (len(rows) == 1 and len(answer_id) >= SHORTEST_PREFIX)):
        record: dict[str, Any] = rows[0][1]
        return record
    if len(answer_id) < SHORTEST_PREFIX:
        raise InputError("id_too_short", id=answer_id, valid=SHORTEST_PREFIX)
    if not rows:
        raise NotFoundError("answer_not_found", id=answer_id)
    raise InputError("answer_ambiguous", id=answer_id, first=rows[0][0], second=rows[1][0])
