"""Is everything in a library whole? What a crash must not leave behind."""

from __future__ import annotations

from evimed.store.database import Transaction


def half_done(tx: Transaction, library: str) -> list[str]:
    """What of a library is half there, by its rows and its log; empty when all is whole.

    For tests of crashes: it reads every row, as the one who may see all of them.
    """
    return [str(row[0]) for row in tx.run("health_half_done", library=library).fetchall()]
