"""What was measured in this installation: reports of ``evimed eval``, with who, when and how."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evimed import __version__
from evimed.errors import InputError, NotFoundError
from evimed.govern.access.roles import require
from evimed.govern.audit.record import record as record_act
from evimed.records import Scope
from evimed.store.database import Database
from evimed.store.evaluations import (
    KeptEvaluation,
    get_evaluation,
    list_evaluations,
    newest_evaluations,
    put_evaluation,
)


@dataclass(frozen=True, slots=True)
class Evaluations:
    """The evaluations of a tenant."""

    database: Database
    scope: Scope

    def keep(self, report: Mapping[str, Any], *, command: str) -> str:
        """Keep a report, ``evimed/evaluation/1``; its id. ``command``: how to repeat it, without places."""
        require(self.scope, "inspect")
        id_ = f"e{secrets.token_hex(10)}"
        digest = hashlib.sha256(
            json.dumps(dict(report), ensure_ascii=False, sort_keys=True).encode()
        ).hexdigest()
        with self.database.transaction(self.scope) as tx:
            put_evaluation(tx, id_, version=__version__, command=command, record=report)
            record_act(
                tx, action="evaluation.kept", object=f"evaluation:{id_}", after=digest, reason=report["suite"]
            )
        return id_

    def list(self, *, suite: str | None = None, limit: int = 100) -> list[KeptEvaluation]:
        """The latest, without what went wrong in them.

        Raises
        ------
        InputError
            ``limit_out_of_range``.
        """
        require(self.scope, "inspect")
        if not 1 <= limit <= 1000:
            raise InputError("limit_out_of_range", limit=limit, valid="1–1000")
        with self.database.transaction(self.scope) as tx:
            return list_evaluations(tx, suite, limit)

    def show(self, id_: str) -> KeptEvaluation:
        """One, with what went wrong in it, by its place in the data.

        Raises
        ------
        NotFoundError
            ``evaluation_not_found``.
        """
        require(self.scope, "inspect")
        with self.database.transaction(self.scope) as tx:
            found = get_evaluation(tx, id_)
        if found is None:
            raise NotFoundError("evaluation_not_found", id=id_[:50])
        return found

    def newest(self) -> list[KeptEvaluation]:
        """The newest of each suite: what the system card tells to whoever uses the system."""
        with self.database.transaction(self.scope) as tx:
            return newest_evaluations(tx)
