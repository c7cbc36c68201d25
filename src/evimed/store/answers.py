"""Answers as they were given out: written once, never changed, gone with a document they cite."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from evimed.errors import InputError, NotFoundError
from evimed.store.database import Transaction
from evimed.store.documents import SHORTEST_PREFIX, ensure_library


def put_answer(tx: Transaction, library: str, record: Mapping[str, Any]) -> None:
    """Keep an answer record (schema ``evimed/answer/1``) under its id.

    It can be read by whoever holds every permission class of this Scope.
    """
    ensure_library(tx, library)
    citations = record.get("citations", [])
    tx.run(
        "answer_put",
        id=record["id"],
        library=library,
        question=record["question"],
        record=json.dumps(record, ensure_ascii=False),
        documents=sorted({citation["document"]["id"] for citation in citations}),
        user=tx.scope.user,
        classes=sorted(tx.scope.classes),
    )


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
