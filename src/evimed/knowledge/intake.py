"""Taking documents in: found, parsed in worker processes, stored one transaction a document.

A document is fully in or not in: its text, passages, term statistics and its place are written together. What
cannot be taken in is quarantined with its reason and does not stop the others.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Literal

from evimed.errors import DocumentError, EvimedError
from evimed.ingest.intake_files import FoundFile, Refused, discover
from evimed.ingest.limits import ParseLimits
from evimed.ingest.worker import Job, ParserPool
from evimed.knowledge.passages import is_current
from evimed.knowledge.prepare import Prepared, prepare
from evimed.records import Document, IngestOutcome, Scope
from evimed.settings import Settings
from evimed.store.database import Database
from evimed.store.documents import NewDocument, find_source, point_source, put_document, quarantine, reweigh


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
        limits = _limits(self.settings)
        with ParserPool(limits, workers=self.settings.workers, finish=prepare) as pool:
            started = time.monotonic()
            for job, result in pool.map(self._jobs(files)):
                spent, started = time.monotonic() - started, time.monotonic()
                if isinstance(result, DocumentError):
                    self._refuse(job.source, result, job.sha256 or None, spent)
                else:
                    self._store(job, result, spent)
        if any(outcome.status in ("done", "new_version") for outcome in self._outcomes):
            with self.database.transaction(self.scope) as tx:
                reweigh(tx, self.library)
        return self._outcomes

    def _jobs(self, files: Sequence[FoundFile]) -> Iterator[Job]:
        """Files that need parsing; the bytes of an unchanged one are known by their hash."""
        for file in files:
            with self.database.transaction(self.scope) as tx:
                known = find_source(tx, self.library, file.source)
            if known and known.size == file.size and is_current(known.stamp) and known.sha256 == _sha256(file):
                self._done(IngestOutcome(file.source, "unchanged", known.id, known.title))
                continue
            yield Job(source=file.source, path=file.path, name=file.path.name)

    def _store(self, job: Job, prepared: Prepared, spent: float) -> None:
        document = _document(job, prepared, self.library)
        try:
            with self.database.transaction(self.scope) as tx:
                before = find_source(tx, self.library, job.source)
                if before is not None and before.id == document.id:
                    point_source(tx, self.library, job.source, document.id)
                    fresh = False
                else:
                    fresh = put_document(tx, NewDocument(document, prepared.parsed.text, prepared.passages))
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
        with self.database.transaction(self.scope) as tx:
            quarantine(tx, self.library, source, code=error.code, stamp="", sha256=sha256, details=error.values)
        self._done(IngestOutcome(source, "quarantined", error=error, seconds=spent))

    def _done(self, outcome: IngestOutcome) -> None:
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


def _limits(settings: Settings) -> ParseLimits:
    limits = settings.limits
    return ParseLimits(
        seconds=limits.seconds,
        memory_mb=limits.memory_mb,
        pages=limits.pages,
        file_bytes=limits.bytes,
        archive_members=limits.archive_members,
        archive_bytes=limits.archive_bytes,
    )


def _sha256(file: FoundFile) -> str:
    """Hash of the file's bytes; an unreadable one is left to the parser, which says why."""
    try:
        with file.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""
