"""The rows of the audit log: added to and read. The database numbers, dates and links them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evimed.store.database import Transaction

_FIRST = -(2**63)  # below any number: an entry put before the first is read, too
_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One act as it was written, and its links; hashes in hexadecimal.

    ``act`` is canonical JSON, ``time`` is UTC with microseconds, ``prev`` the hash of the entry before.
    """

    tenant: str
    seq: int
    time: str
    act: str
    prev: str
    hash: str


@dataclass(frozen=True, slots=True)
class AuditHead:
    """Where the log ends, by the database's own count."""

    seq: int
    hash: str


def append_act(tx: Transaction, act: str) -> None:
    """Have ``act``, canonical JSON of one object, written when this transaction is committed, or not at all.

    It is written last, so that the end of the log is locked for the commit alone and nothing waits for it
    with another lock in hand.
    """
    tx.acts.append(act)


def read_entries(tx: Transaction, after: int = _FIRST) -> Iterator[AuditEntry]:
    """The tenant's entries numbered above ``after``, in order."""
    while True:
        rows = tx.run("audit_read", after=after, limit=_BATCH).fetchall()
        for row in rows:
            yield AuditEntry(*row)
        if len(rows) < _BATCH:
            return
        after = rows[-1][1]


def recent_entries(tx: Transaction, count: int, action: str | None = None) -> list[AuditEntry]:
    """The newest entries, of one action or of all, oldest first."""
    rows = tx.run("audit_recent", action=action, limit=count).fetchall()
    return [AuditEntry(*row) for row in reversed(rows)]


def altered_answers(tx: Transaction, limit: int) -> list[int]:
    """Numbers of the entries whose answer, as it is stored now, has another hash; of those the Scope sees."""
    return [int(row[0]) for row in tx.run("audit_altered", limit=limit).fetchall()]


def read_head(tx: Transaction) -> AuditHead | None:
    """Where the tenant's log ends; ``None`` if nothing was ever written."""
    row = tx.run("audit_head").fetchone()
    return None if row is None else AuditHead(*row)
