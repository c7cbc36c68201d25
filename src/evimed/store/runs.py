"""Runs of ingestion: how far each has come, for ``evimed status``; an interrupted one is left to be seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from evimed.store.database import Transaction
from evimed.store.documents import ensure_library


@dataclass(frozen=True, slots=True)
class RunProgress:
    """A run that has not come to its end."""

    library: str
    engine: str
    done: int  # files, members of archives too
    total: int  # as far as is known
    started: datetime
    alive: bool  # whether it has been heard of within a minute


@dataclass(frozen=True, slots=True)
class Run:
    """One run, while it goes on."""

    library: str
    id: int

    def note(self, tx: Transaction, done: int, total: int) -> None:
        """Say how far it has come."""
        tx.run("run_note", library=self.library, run=self.id, done=done, total=total)

    def end(self, tx: Transaction) -> None:
        """It has come to its end, and what an earlier one left undone is done with it."""
        tx.run("run_end", library=self.library, run=self.id)


def begin_run(tx: Transaction, library: str, engine: str, total: int) -> Run:
    """Begin a run over ``total`` files; the library is made where it is missing."""
    ensure_library(tx, library)
    row = tx.run("run_begin", library=library, engine=engine, total=total).fetchone()
    return Run(library, int(row[0]) if row is not None else 0)


def runs(tx: Transaction) -> list[RunProgress]:
    """Runs of the tenant that go on or were interrupted, oldest first."""
    return [RunProgress(*row) for row in tx.run("run_list").fetchall()]
