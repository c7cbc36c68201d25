"""Reports of evaluations, kept as they were printed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evimed.store.database import Transaction


@dataclass(frozen=True, slots=True)
class KeptEvaluation:
    """A report with who made it, when, with which version and command.

    ``record`` is ``evimed/evaluation/1``; in lists without ``wrong``, of which ``misses`` tells the number.
    """

    id: str
    suite: str
    version: str
    command: str
    made_by: str
    at: datetime
    record: Mapping[str, Any]
    misses: int


def put_evaluation(
    tx: Transaction, id_: str, *, version: str, command: str, record: Mapping[str, Any]
) -> None:
    """Keep a report; an installation may be measured before anything is in it."""
    tx.run("tenant_ensure")
    tx.run(
        "evaluation_put",
        id=id_,
        suite=record["suite"],
        version=version,
        command=command,
        user=tx.scope.user,
        record=json.dumps(dict(record), ensure_ascii=False),
    )


def list_evaluations(tx: Transaction, suite: str | None, want: int) -> list[KeptEvaluation]:
    """The latest reports, of one suite or of all."""
    return [KeptEvaluation(*row) for row in tx.run("evaluation_list", suite=suite, want=want).fetchall()]


def newest_evaluations(tx: Transaction) -> list[KeptEvaluation]:
    """The newest report of each suite, by its name."""
    return [KeptEvaluation(*row) for row in tx.run("evaluation_newest").fetchall()]


def get_evaluation(tx: Transaction, id_: str) -> KeptEvaluation | None:
    """One report, whole."""
    row = tx.run("evaluation_get", id=id_).fetchone()
    return KeptEvaluation(*row) if row is not None else None
