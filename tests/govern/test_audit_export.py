"""The log as an inspector gets it: the same bytes each time, resumable, verified without the database."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from test_audit_store import scope, write  # noqa: F401  -- a fixture

from evimed.govern.audit import record, verify_entries
from evimed.govern.audit.export import read_lines, write_lines
from evimed.govern.audit.trail import AuditTrail
from evimed.records import Scope
from evimed.store import queries
from evimed.store.audit import AuditEntry
from evimed.store.database import Database


def exported(trail: AuditTrail, after: int = 0, through: int | None = None) -> str:
    return "".join(write_lines(trail.entries(after, through)))


def test_g31_audit_export_reproducible(database: Database, scope: Scope, tmp_path: Path) -> None:  # noqa: F811
    with database.transaction(scope) as tx:
        record(tx, action="library.named", object="library:x", library="说明书 “甲”")
    for number in range(9):
        write(database, scope, number)
    trail = AuditTrail(database, scope)
    whole = exported(trail)
    assert exported(trail) == whole
    assert exported(trail, 0, 4) + exported(trail, 4, 7) + exported(trail, 7) == whole, "resumed"
    write(database, scope, 10)
    assert exported(trail, 0, 10) == whole, "what comes later changes nothing"
    path = tmp_path / "log.jsonl"
    path.write_text(whole, encoding="utf-8")
    assert list(read_lines(path)) == list(trail.entries(0, 10))
    assert verify_entries(read_lines(path)).whole
    assert [json.loads(line)["seq"] for line in whole.splitlines()] == list(range(1, 11))


def test_an_export_that_was_cut_off_is_no_export(database: Database, scope: Scope, tmp_path: Path) -> None:  # noqa: F811
    write(database, scope, 1)
    path = tmp_path / "log.jsonl"
    path.write_text(exported(AuditTrail(database, scope))[:-5], encoding="utf-8")
    with pytest.raises(ValueError, match="cut off"):
        list[AuditEntry](read_lines(path))


def test_g24_g26_no_statement_of_the_product_takes_an_entry_away() -> None:
    """Logs of labelled output are kept six months and more: the log is never thinned."""
    folder = Path(queries.__file__).parent
    scripts = [*folder.glob("sql/*.sql"), *folder.glob("migrations/*.sql")]
    taking = re.compile(
        r"(?:delete\s+from|update|truncate(?:\s+table)?)\s+evimed\.audit_entry", re.IGNORECASE
    )
    assert len(scripts) > 50
    assert [path.name for path in scripts if taking.search(path.read_text("utf-8"))] == []
