"""Taking documents in: found, parsed in worker processes, stored one transaction a document.

A document is fully in or not in: its text, passages, term statistics and its place are written together. What
cannot be taken in is quarantined with its reason and does not stop the others.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Literal, TypeVar

from evimed.errors import DocumentError, EvimedError, StoreUnavailableError
from evimed.ingest.intake_files import FoundFile, Refused, discover
from evimed.ingest.worker import Job, ParserPool
from evimed.knowledge.bulk import Writer
from evimed.knowledge.passages import is_current
from evimed.knowledge.prepare import Prepared, prepare
from evimed.records import Document, IngestOutcome, Scope
from evimed.settings import Settings
from evimed.store.database import Database, Transaction
from evimed.store.documents import (
    NewDocument,
    ensure_library,
    find_source,
    point_source,
    put_document,
    quarantine,
    reweigh,
)

T = TypeVar("T")

_ATTEMPTS = 3  # at one transaction, when the database went away under it
_HOLDS_MORE = frozenset({"message/rfc822"})  # documents with documents inside, which may not all be in


@dataclass(frozen=True, slots=True)
class IngestEvent:
    """Progress of long work: ``done`` of ``total`` files or vectors."""

    kind: Literal["found", "outcome", "vectors"]
    done: int
    total: int
    outcome: IngestOutcome | None = None


OnEvent = Callable[[IngestEvent], None]


@dataclass(slots=True)
class Intake:
    """Takes files into one library."""

    database: Database
    scope: Scope
    settings: Settings
    library: str
    on_event: OnEvent | None = None
    _outcomes: list[IngestOutcome] = field(default_factory=list[IngestOutcome])
    _total: int = 0
    _telling: threading.Lock = field(default_factory=threading.Lock)

    def run(self, paths: Sequence[str]) -> list[IngestOutcome]:
        """Take in everything under ``paths``; outcomes in the order they were reached.

        Raises
        ------
        InputError
            A path does not exist, or a folder holds no document: before anything is written.
        """
        found = list(discover(paths))
        self._total = len(found)
        self._tell("found")
        for item in found:
            if isinstance(item, Refused):
                self._refuse(item.source, item.error, None, 0.0)
        files = [item for item in found if isinstance(item, FoundFile)]
        with (
            ParserPool(self.settings.limits, workers=self.settings.workers, finish=prepare) as pool,
            Writer(self._keep) as writer,
        ):
            started = time.monotonic()
            for job, result in pool.map(self._jobs(files)):
                spent, started = time.monotonic() - started, time.monotonic()
                writer.put((job, result, spent))
        if any(outcome.status in ("done", "new_version") for outcome in self._outcomes):
            self._write(lambda tx: reweigh(tx, self.library))
        return self._outcomes

    def _jobs(self, files: Sequence[FoundFile]) -> Iterator[Job]:
        """Files that need parsing; the bytes of an unchanged one are known by their hash."""
        for file in files:
            known = self._write(lambda tx, source=file.source: find_source(tx, self.library, source))
            if known is not None and _is_unchanged(known, file):
                self._done(IngestOutcome(file.source, "unchanged", known.id, known.title))
                continue
            yield Job(source=file.source, path=file.path, name=file.path.name)

    def _keep(self, item: tuple[Job, Prepared | DocumentError, float]) -> None:
        job, result, spent = item
        if isinstance(result, DocumentError):
            self._refuse(job.source, result, job.sha256 or None, spent)
        else:
            self._store(job, result, spent)

    def _store(self, job: Job, prepared: Prepared, spent: float) -> None:
        document = _document(job, prepared, self.library)
        new = NewDocument(document, prepared.parsed.text, prepared.passages)

        def put(tx: Transaction) -> tuple[Document | None, bool]:
            before = find_source(tx, self.library, job.source)
            if before is not None and before.id == document.id:
                point_source(tx, self.library, job.source, document.id)
                return before, False
            return before, put_document(tx, new)

        try:
            before, fresh = self._write(put)
        except DocumentError as error:
            self._refuse(job.source, error, prepared.sha256, spent)
            return
        replaced = before if before is not None and before.id != document.id else None
        status = "new_version" if replaced else "done" if fresh else "unchanged"
        self._done(
            IngestOutcome(
                source=job.source,
                status=status,
                document_id=document.id,
                title=document.title,
                passages=len(prepared.passages) if fresh else 0,
                supersedes=replaced.id if replaced else None,
                seconds=spent,
            )
        )

    def _refuse(self, source: str, error: EvimedError, sha256: str | None, spent: float) -> None:
        def remember(tx: Transaction) -> None:
            ensure_library(tx, self.library)  # the first file of a new library may be a bad one
            quarantine(
                tx, self.library, source, code=error.code, stamp="", sha256=sha256, details=error.values
            )

        self._write(remember)
        self._done(IngestOutcome(source, "quarantined", error=error, seconds=spent))

    def _write(self, work: Callable[[Transaction], T]) -> T:
        """``work`` in one transaction; again if the database went away, since then nothing has happened."""
        for _ in range(_ATTEMPTS - 1):
            try:
                return self._once(work)
            except StoreUnavailableError:
                continue
        return self._once(work)

    def _once(self, work: Callable[[Transaction], T]) -> T:
        with self.database.transaction(self.scope) as tx:
            return work(tx)

    def _done(self, outcome: IngestOutcome) -> None:
        with self._telling:  # the writer's thread tells most, the reader's what is unchanged
            self._outcomes.append(outcome)
            # Archives bring members nobody counted before: the total grows with them.
            self._total = max(self._total, len(self._outcomes))
            self._tell("outcome", outcome)

    def _tell(self, kind: Literal["found", "outcome"], outcome: IngestOutcome | None = None) -> None:
        if self.on_event is not None:
            self.on_event(IngestEvent(kind, len(self._outcomes), self._total, outcome))


def _document(job: Job, prepared: Prepared, library: str) -> Document:
    told = prepared.description
    return Document(
        id=prepared.id,
        library=library,
        title=told.title or PurePosixPath(job.source.rsplit("!/", 1)[-1]).stem or job.source,
        source=job.source,
        kind=told.kind,
        language=told.language,
        sha256=prepared.sha256,
        size=job.size,
        mime=prepared.parsed.mime,
        stamp=prepared.stamp,
        version=told.version,
        published=told.published,
        pages=prepared.parsed.pages,
        characters=len(prepared.parsed.text),
        warnings=prepared.parsed.warnings,
    )


def _is_unchanged(known: Document, file: FoundFile) -> bool:
    """Whether the place still gives the bytes that were taken in, and nothing has to be looked for inside."""
    return (
        known.mime not in _HOLDS_MORE
        and known.size == file.size
        and is_current(known.stamp)
        and known.sha256 == _sha256(file)
    )


def _sha256(file: FoundFile) -> str:
    """Hash of the file's bytes; an unreadable one is left to the parser, which says why."""
    try:
        with file.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""
