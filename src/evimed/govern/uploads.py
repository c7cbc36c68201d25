"""Files that people send: kept piece by piece in the database until a run has taken them in."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from evimed.errors import EvimedError, InputError, NotFoundError
from evimed.govern.access.roles import require
from evimed.records import IngestOutcome, Scope
from evimed.store.database import Database
from evimed.store.uploads import (
    GOING_ON,
    RunState,
    Upload,
    UploadRun,
    add_part,
    begin_upload_run,
    delete_upload,
    find_runs,
    get_upload,
    join_run,
    keep_alive,
    note_run,
    part_at,
    put_outcome,
    put_upload,
)

KEPT_HOURS = 24
_LONGEST_NAME = 200  # bytes of one part of a path: file systems hold 255
_MOST_PARTS = 8
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_AT_ONCE = 4  # times the largest file may be on their way, for one person


def safe_path(name: str) -> PurePosixPath:
    """The name a sender gave a file, as a path that cannot leave the folder it is written to.

    Raises
    ------
    InputError
        ``upload_name_invalid``.
    """
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]
    bad = (
        not parts
        or len(parts) > _MOST_PARTS
        or ".." in parts
        or _UNSAFE.search(name) is not None
        or re.match(r"[A-Za-z]:", parts[0]) is not None
        or any(len(part.encode("utf-8", "replace")) > _LONGEST_NAME for part in parts)
    )
    if bad:
        raise InputError("upload_name_invalid", name=_UNSAFE.sub("�", name)[:100])
    return PurePosixPath(*parts)


@dataclass(frozen=True, slots=True)
class Receiving:
    """The uploads and runs of one person."""

    database: Database
    scope: Scope

    def open(self, library: str, name: str, size: int, *, largest: int) -> str:
        """Begin an upload of ``size`` bytes; its id.

        Raises
        ------
        InputError
            ``upload_name_invalid``, ``request_too_large``, ``uploads_too_many``.
        """
        require(self.scope, "ingest")
        path = str(safe_path(name))
        if not 0 <= size <= largest:
            raise InputError("request_too_large", limit=largest)
        made = f"u{secrets.token_hex(16)}"
        with self.database.transaction(self.scope) as tx:
            if not put_upload(tx, made, library, path, size, most=_AT_ONCE * largest, hours=KEPT_HOURS):
                raise InputError("uploads_too_many", limit=_AT_ONCE * largest)
        return made

    def find(self, upload: str) -> Upload:
        """An upload of one's own.

        Raises
        ------
        NotFoundError
            ``upload_not_found``: there is none, it has expired or it is somebody else's.
        """
        require(self.scope, "ingest")
        with self.database.transaction(self.scope) as tx:
            found = get_upload(tx, upload)
        if found is None:
            raise NotFoundError("upload_not_found", id=upload, hours=KEPT_HOURS)
        return found

    def add(self, upload: str, at: int, content: bytes) -> int:
        """Keep a piece that begins at byte ``at``; how much is there now.

        Raises
        ------
        NotFoundError, InputError
            ``upload_not_found``; ``upload_offset``: it does not go on there.
        """
        require(self.scope, "ingest")
        with self.database.transaction(self.scope) as tx:
            received = add_part(tx, upload, at, content)
        if received is None:
            known = self.find(upload)
            raise InputError("upload_offset", at=at, received=known.received, size=known.size)
        return received

    def drop(self, upload: str) -> None:
        """Forget an upload of one's own."""
        self.find(upload)
        with self.database.transaction(self.scope) as tx:
            delete_upload(tx, upload)

    def pieces(self, upload: str, size: int) -> Iterator[bytes]:
        """The bytes of a whole upload."""
        at = 0
        while at < size:
            with self.database.transaction(self.scope) as tx:
                piece = part_at(tx, upload, at)
            if not piece:
                raise NotFoundError("upload_not_found", id=upload, hours=KEPT_HOURS)
            at += len(piece)
            yield piece

    def begin(self, library: str, uploads: Sequence[str] = ()) -> tuple[str, dict[str, tuple[str, int]]]:
        """A new run over whole uploads: its id, name and size of each.

        Raises
        ------
        InputError
            ``upload_not_whole``: something is missing, it is being taken in, or it is for another library.
        """
        require(self.scope, "ingest")
        run = f"r{secrets.token_hex(10)}"
        with self.database.transaction(self.scope) as tx:
            begin_upload_run(tx, run, library)
            joined = join_run(tx, library, run, uploads) if uploads else {}
            missing = next((one for one in uploads if one not in joined), None)
            if missing is not None:
                raise InputError("upload_not_whole", id=missing, library=library)
        return run, joined

    def note(
        self,
        run: str,
        *,
        state: RunState | None = None,
        done: int | None = None,
        total: int | None = None,
        error: EvimedError | None = None,
    ) -> None:
        """Say how far a run is."""
        with self.database.transaction(self.scope) as tx:
            note_run(tx, run, state=state, done=done, total=total, error=error)

    def tell(self, run: str, number: int, outcome: IngestOutcome) -> None:
        """Say what became of a file."""
        with self.database.transaction(self.scope) as tx:
            put_outcome(tx, run, number, outcome)

    def still_there(self, runs: Sequence[str]) -> None:
        """Say that the process which works on these runs goes on."""
        with self.database.transaction(self.scope) as tx:
            keep_alive(tx, runs)

    def run(self, run: str) -> UploadRun:
        """A run of one's own.

        Raises
        ------
        NotFoundError
            ``run_not_found``: there is none, or it is somebody else's.
        """
        require(self.scope, "read")
        with self.database.transaction(self.scope) as tx:
            found = find_runs(tx, run=run)
        if not found:
            raise NotFoundError("run_not_found", id=run)
        return _told(found[0])

    def recent(self, library: str, want: int = 3) -> list[UploadRun]:
        """The latest runs of this person into a library."""
        require(self.scope, "read")
        with self.database.transaction(self.scope) as tx:
            return [_told(one) for one in find_runs(tx, library=library, want=want)]


def _told(run: UploadRun) -> UploadRun:
    """A run whose process is gone has failed, and says what to do."""
    if run.state not in GOING_ON or run.alive:
        return run
    wrong = EvimedError("upload_interrupted", done=run.done, total=run.total)
    return UploadRun(run.id, run.library, "failed", run.done, run.total, wrong, run.alive, run.outcomes)
