"""Uploads on their way and the runs that take them in: rows that any process may go on with or tell of."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from evimed.errors import DocumentError, EvimedError
from evimed.records import IngestOutcome
from evimed.store.database import Transaction

RunState = Literal["waiting", "reading", "done", "failed"]
GOING_ON: tuple[RunState, ...] = ("waiting", "reading")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that comes in pieces; ``received`` of ``size`` bytes are there."""

    id: str
    library: str
    name: str
    size: int
    received: int
    run_id: str | None
    expires: datetime


@dataclass(frozen=True, slots=True)
class UploadRun:
    """Files sent together, and how far the work on them is.

    ``alive``: the process that works on it was heard of within a minute; a run that goes on and is not alive
    was interrupted.
    """

    id: str
    library: str
    state: RunState
    done: int
    total: int
    error: EvimedError | None
    alive: bool
    outcomes: Sequence[IngestOutcome] = field(default_factory=list[IngestOutcome])


def put_upload(
    tx: Transaction, id_: str, library: str, name: str, size: int, *, most: int, hours: int
) -> bool:
    """Begin an upload that is kept for ``hours``; False if more than ``most`` bytes were on their way."""
    tx.run("upload_expire")
    row = tx.run(
        "upload_put",
        id=id_,
        user=tx.scope.user,
        library=library,
        name=name,
        size=size,
        most=most,
        hours=hours,
    ).fetchone()
    return row is not None


def get_upload(tx: Transaction, id_: str) -> Upload | None:
    """An upload by its id, if it has not expired."""
    row = tx.run("upload_get", id=id_).fetchone()
    return Upload(*row) if row is not None else None


def add_part(tx: Transaction, id_: str, at: int, content: bytes) -> int | None:
    """Keep a piece that begins at byte ``at``; how much is there now, ``None`` if it does not go on there."""
    row = tx.run("upload_advance", id=id_, at=at, length=len(content)).fetchone()
    if row is None:
        return None
    if content:
        tx.run("upload_part_put", id=id_, at=at, content=content)
    return int(row[0])


def part_at(tx: Transaction, id_: str, at: int) -> bytes | None:
    """The piece that begins at byte ``at``."""
    row = tx.run("upload_part_next", id=id_, at=at).fetchone()
    return bytes(row[0]) if row is not None else None


def join_run(tx: Transaction, library: str, run: str, ids: Sequence[str]) -> dict[str, tuple[str, int]]:
    """Give whole uploads to a run: name and size of each that it got, by its id."""
    rows = tx.run("upload_join", run=run, ids=list(ids), library=library).fetchall()
    return {id_: (name, int(size)) for id_, name, size in rows}


def delete_upload(tx: Transaction, id_: str) -> None:
    """Forget an upload."""
    tx.run("upload_delete", id=id_)


def begin_upload_run(tx: Transaction, run: str, library: str) -> None:
    """Begin a run of uploaded files."""
    tx.run("upload_run_forget")
    tx.run("upload_run_begin", id=run, user=tx.scope.user, library=library)


def note_run(
    tx: Transaction,
    run: str,
    *,
    state: RunState | None = None,
    done: int | None = None,
    total: int | None = None,
    error: EvimedError | None = None,
) -> None:
    """How far a run is; what is ``None`` stays. At the end its uploads are forgotten."""
    tx.run("upload_run_note", id=run, state=state, done=done, total=total, error=_json(error))
    if state == "done":
        tx.run("upload_of_run_delete", run=run)


def keep_alive(tx: Transaction, runs: Sequence[str]) -> None:
    """Say that the process which works on these runs is there."""
    tx.run("upload_run_seen", ids=list(runs))


def put_outcome(tx: Transaction, run: str, number: int, outcome: IngestOutcome) -> None:
    """What became of the file ``number`` of a run."""
    tx.run(
        "upload_outcome_put",
        run=run,
        number=number,
        document=outcome.document_id,
        source=outcome.source,
        status=outcome.status,
        passages=outcome.passages,
        supersedes=outcome.supersedes,
        error=_json(outcome.error),
        seconds=outcome.seconds,
    )


def find_runs(
    tx: Transaction, *, run: str | None = None, library: str | None = None, want: int = 1
) -> list[UploadRun]:
    """One run by its id, or the latest into a library."""
    rows = tx.run("upload_run_get", id=run, library=library, want=want).fetchall()
    outcomes: dict[str, list[IngestOutcome]] = {}
    for id_, source, status, document, title, passages, supersedes, error, seconds in tx.run(
        "upload_outcome_list", runs=[row[0] for row in rows]
    ).fetchall():
        outcomes.setdefault(id_, []).append(
            IngestOutcome(
                source, status, document, title, passages, supersedes, _error(error, DocumentError), seconds
            )
        )
    return [
        UploadRun(id_, library_, state, done, total, _error(error, EvimedError), alive, outcomes.get(id_, []))
        for id_, library_, state, done, total, error, alive in rows
    ]


def _json(error: EvimedError | None) -> str | None:
    if error is None:
        return None
    return json.dumps({"code": error.code, "values": error.values}, ensure_ascii=False, default=str)


def _error(kept: Mapping[str, Any] | None, kind: type[EvimedError]) -> EvimedError | None:
    return kind(kept["code"], **kept["values"]) if kept is not None else None
