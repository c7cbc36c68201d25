"""Where a person stands in the store, for requests of that person: found by words, forgotten everywhere.

Words are compared without white space and hyphens, in capitals, as ``govern/privacy/requests.py`` makes them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evimed.store.database import Transaction


@dataclass(frozen=True, slots=True)
class Mention:
    """A document that holds one of the words."""

    library: str
    document_id: str
    title: str
    superseded: bool


def find_mentions(tx: Transaction, words: Sequence[str]) -> list[Mention]:
    """Documents in sight that hold any of the words, superseded ones too."""
    return [Mention(*row) for row in tx.run("subject_find", words=list(words)).fetchall()]


def count_mentions(tx: Transaction, words: Sequence[str]) -> int:
    """How many documents of the tenant hold any of the words, in sight or not."""
    row = tx.run("subject_count", words=list(words)).fetchone()
    return int(row[0]) if row is not None else 0


def find_answers(tx: Transaction, words: Sequence[str]) -> list[tuple[str, str, str]]:
    """Id, question and time of the answers that hold any of the words."""
    return tx.run("subject_answers", words=list(words)).fetchall()


def forget_answers(tx: Transaction, words: Sequence[str]) -> int:
    """Delete answers, with their books, that hold any of the words, whoever asked."""
    row = tx.run("subject_forget_answers", words=list(words)).fetchone()
    return int(row[0]) if row is not None else 0


def forget_quarantine(tx: Transaction, words: Sequence[str]) -> int:
    """Forget files set aside whose place or reason holds any of the words."""
    return tx.run("subject_forget_quarantine", words=list(words)).rowcount


def add_request(tx: Transaction, kind: str, subject: str, counts: Mapping[str, int]) -> None:
    """Write down that a request was carried out."""
    tx.run(
        "subject_request_add", kind=kind, subject=subject, user=tx.scope.user, counts=json.dumps(dict(counts))
    )


def list_requests(tx: Transaction) -> list[tuple[int, str, str, str, str, dict[str, Any]]]:
    """Number, kind, subject, time, who carried it out, and counts."""
    return tx.run("subject_request_list").fetchall()


def put_backup(tx: Transaction, place: str, made_at: str | None) -> None:
    """Note a copy of the data outside the database."""
    tx.run("backup_put", place=place, made=made_at)


def mark_purged(tx: Transaction, place: str) -> bool:
    """Note that a copy is gone; whether there was one."""
    return tx.run("backup_purged", place=place).rowcount > 0


def list_backups(tx: Transaction) -> list[tuple[str, str]]:
    """Place and time of the copies that are not gone."""
    return tx.run("backup_list").fetchall()
