"""Taking documents in: found, parsed by an engine, stored one transaction a document.

A document is fully in or not in: its text, passages, term statistics and its place are written together. What
cannot be taken in is quarantined with its reason and does not stop the others.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Literal, Protocol, TypeVar

from evimed.errors import DocumentError, EvimedError, StoreError, StoreUnavailableError
from evimed.ingest.engine import open_engine
from evimed.ingest.intake_files import FoundFile, Refused, discover
from evimed.ingest.original import read_original
from evimed.ingest.worker_process import Job
from evimed.knowledge.bulk import Writer
from evimed.knowledge.conflicts.find import renew_conflicts
from evimed.knowledge.gate import Gate, OpenGate
from evimed.knowledge.passages import is_current
from evimed.knowledge.prepare import Prepared
from evimed.ports import Comparer
from evimed.records import Document, IngestOutcome, Scope
from evimed.settings import Settings
from evimed.store.database import Database, Transaction
from evimed.store.documents import (
    NewDocument,
    Taken,
    commit_later,
    commit_now,
    documents_of,
    find_sources,
    quarantine,
    reweigh,
    take_document,
)
from evimed.store.originals import Original, put_original
from evimed.store.runs import Run, begin_run
from evimed.store.segments import renew

T = TypeVar("T")

_ATTEMPTS = 3  # at one transaction, when the database went away under it
_LOOKED_UP = 256  # files that are compared with what the library has in one question to it
_MOST_UNCOUNTED = 600_000  # pairs of term and count that wait: a question meanwhile takes some 4 ms longer
_FIRST_RENEWAL = 250  # passages after which the weights are looked at first, and how many times as many next
_NEXT_RENEWAL = 8
_SEGMENT_EVERY = 4_000  # passages: when more wait, words are searched row by row
_HOLDS_MORE = frozenset({"message/rfc822"})  # documents with documents inside, which may not all be in


@dataclass(frozen=True, slots=True)
class IngestEvent:
    """Progress of long work: ``done`` of ``total`` files or vectors."""

    kind: Literal["found", "outcome", "vectors"]
    done: int
    total: int
    outcome: IngestOutcome | None = None


OnEvent = Callable[[IngestEvent], None]


class Witness(Protocol):
    """Who is told of each document in the transaction that takes it in: the audit log."""

    def taken(self, tx: Transaction, document: Document, taken: Taken) -> None:
        """A document came in, or its place gives it again."""
        ...

    def refused(self, tx: Transaction, library: str, source: str, code: str, sha256: str | None) -> None:
        """A file was set aside."""
        ...


class PermissionClasses(Protocol):
    """Who may read what is taken in (``govern/access/labels.py``); one for a run."""

    def admit(self, tx: Transaction) -> None:
        """Let a transaction see the classes that this run has met and its Scope does not know."""
        ...

    def of(self, tx: Transaction, document_id: str, source: str) -> int:
        """The class of a document at its place; ``DocumentError`` if the Scope may not read there."""
        ...

    def placed(self, tx: Transaction, document_ids: Sequence[str]) -> None:
        """Documents that were in are given at more places now, or at fewer."""
        ...


class OneClass:
    """Everything in class 0: nobody but the owner."""

    def admit(self, tx: Transaction) -> None:
        """Nothing to do."""

    def of(self, tx: Transaction, document_id: str, source: str) -> int:  # noqa: ARG002
        """Class 0."""
        return 0

    def placed(self, tx: Transaction, document_ids: Sequence[str]) -> None:
        """Nothing to do."""


@dataclass(frozen=True, slots=True)
class _Written:
    """A document whose transaction has ended, and perhaps not reached the disk yet."""

    job: Job
    new: NewDocument
    prepared: Prepared
    outcome: IngestOutcome


@dataclass(slots=True)
class Intake:
    """Takes files into one library.

    Documents are committed one by one without waiting for the disk, and settled together: one wait for many.
    Nothing is told as done before it is settled.
    """

    database: Database
    scope: Scope
    settings: Settings
    library: str
    on_event: OnEvent | None = None
    engine: str = "pool"
    witness: Witness | None = None
    classes: PermissionClasses = field(default_factory=OneClass)
    base: str | None = None  # folder that sources are named without: of an upload, which lies in it for now
    gate: Gate = field(default_factory=OpenGate)
    comparer: Comparer | None = None  # reads statements of guidelines by meaning
    _outcomes: list[IngestOutcome] = field(default_factory=list[IngestOutcome])
    _total: int = 0
    _telling: threading.Lock = field(default_factory=threading.Lock)
    _written: list[_Written] = field(default_factory=list[_Written])
    _passages: int = 0
    _renew_at: int = _FIRST_RENEWAL
    _segment_at: int = _SEGMENT_EVERY

    def run(self, paths: Sequence[str]) -> list[IngestOutcome]:
        """Take in everything under ``paths``; outcomes in the order they were reached.

        Raises
        ------
        InputError
            A path does not exist, or a folder holds no document: before anything is written. The engine
            cannot be used.
        StoreUnavailableError
            The database went away and did not come back, or takes nothing more (``intake_stalled``). What was
            told as done is in; the next run goes on from there.
        """
        found = [self._named(item) for item in discover(paths)]
        self._total = len(found)
        self._tell("found")
        with (
            open_engine(self.engine, self.settings, self.gate.finish) as engine,
            self._progress() as progress,
        ):
            for item in found:
                if isinstance(item, Refused):
                    self._refuse(self.gate.place(item.source), item.error, None, 0.0)
            files = [item for item in found if isinstance(item, FoundFile)]
            with Writer(self._keep, lambda: self._settle(progress)) as writer:
                started = time.monotonic()
                for job, result in engine.map(self._jobs(files)):
                    spent, started = time.monotonic() - started, time.monotonic()
                    writer.put((job, result, spent))
            if self._passages:
                self._write(lambda tx: reweigh(tx, self.library))
                self._segment()
                self.database.afterwards(self.database.analyse)
            # Also when nothing is new: an interrupted run may have left guides that were not compared.
            self._write(lambda tx: renew_conflicts(tx, self.library, self.comparer))
        return self._outcomes

    def _named(self, item: FoundFile | Refused) -> FoundFile | Refused:
        return replace(item, source=item.source.removeprefix(f"{self.base}/")) if self.base else item

    def _jobs(self, files: Sequence[FoundFile]) -> Iterator[Job]:
        """Files that need parsing; the bytes of an unchanged one are known by their hash."""
        for start in range(0, len(files), _LOOKED_UP):
            some = files[start : start + _LOOKED_UP]
            known = self._write(
                lambda tx, some=some: find_sources(
                    tx, self.library, [self.gate.place(file.source) for file in some]
                )
            )
            for file in some:
                place = self.gate.place(file.source)
                document = known.get(place)
                made_so = document is not None and self.gate.is_current(document.stamp)
                if document is not None and made_so and _is_unchanged(document, file):
                    self._done(IngestOutcome(place, "unchanged", document.id, document.title))
                else:
                    yield Job(source=file.source, path=file.path, name=file.path.name)

    def _keep(self, item: tuple[Job, Prepared | DocumentError, float]) -> None:
        job, result, spent = item
        job = replace(job, source=self.gate.place(job.source))
        if isinstance(result, DocumentError):
            self._refuse(job.source, _named(result, job.source), job.sha256 or None, spent)
        else:
            self._store(job, result, spent)

    def _store(self, job: Job, prepared: Prepared, spent: float) -> None:
        document = _document(job, prepared, self.library)
        new = NewDocument(
            document,
            prepared.text,
            prepared.passages,
            guide=prepared.guide,
            instrument=prepared.instrument,
            study=prepared.study,
        )
        try:
            taken = self._take(job, new, prepared)
        except DocumentError as error:
            self._refuse(job.source, error, prepared.sha256, spent)
            return
        except StoreError as error:
            if error.code != "out_of_scope":
                raise
            # Its bytes are in where this person may not read: the words are those for a place.
            closed = DocumentError("place_not_permitted", source=job.source, library=self.library)
            self._refuse(job.source, closed, prepared.sha256, spent)
            return
        replaced = taken.previous if taken.previous != document.id else None
        self._passages += prepared.passages.count if taken.fresh else 0
        outcome = IngestOutcome(
            source=job.source,
            status="new_version" if replaced else "done" if taken.fresh else "unchanged",
            document_id=document.id,
            title=document.title,
            passages=prepared.passages.count if taken.fresh else 0,
            supersedes=replaced,
            seconds=spent,
        )
        self._written.append(_Written(job, new, prepared, outcome))

    def _take(self, job: Job, new: NewDocument, prepared: Prepared) -> Taken:
        document = new.document
        keep = self.settings.keep_originals and self.gate.keeps_originals
        original = read_original(job, document.mime, self.settings.limits) if keep else None

        def take(tx: Transaction) -> Taken:
            commit_later(tx)
            acl = self.classes.of(tx, document.id, document.source)
            taken = take_document(tx, replace(new, acl=acl), most_uncounted=_MOST_UNCOUNTED)
            if self.witness is not None:
                self.witness.taken(tx, document, taken)
            elsewhere = [id_ for id_ in (taken.previous, None if taken.fresh else document.id) if id_]
            if elsewhere:
                self.classes.placed(tx, elsewhere)
            if original is not None and taken.fresh:
                put_original(tx, self.library, document.id, Original(document.mime, original))
            self.gate.admit(tx, document, prepared, taken)
            return taken

        return self._write(take)

    def _settle(self, progress: Run) -> None:
        """Wait until all that was written is on the disk, and only then say so.

        A server that crashed in between may have lost some of it: that is put in again.
        """
        written, self._written = self._written, []
        for _ in range(_ATTEMPTS):
            missing = self._write(lambda tx: self._confirm(tx, written, progress))
            if not missing:
                break
            for one in missing:
                self._take(one.job, one.new, one.prepared)
        else:
            raise StoreUnavailableError("intake_lost", count=len(written))
        for one in written:
            self._done(one.outcome)
        if self._passages >= self._renew_at:
            # The weights of the first documents were made for their own average length: renewed while few.
            self._renew_at = self._passages * _NEXT_RENEWAL
            self._write(lambda tx: reweigh(tx, self.library))
        if self._passages >= self._segment_at:
            self._segment_at = self._passages + _SEGMENT_EVERY
            self._segment()

    def _segment(self) -> None:
        """Let searches score all at once what waits; by parts, since the library is locked meanwhile."""
        while self._write(lambda tx: renew(tx, self.library)):
            pass

    def _confirm(self, tx: Transaction, written: Sequence[_Written], progress: Run) -> list[_Written]:
        """What of ``written`` is not there; the rest is on the disk when this transaction has ended."""
        commit_now(tx)
        progress.note(tx, len(self._outcomes) + len(written), self._total)
        there = documents_of(tx, self.library, [one.outcome.source for one in written])
        return [one for one in written if there.get(one.outcome.source) != one.new.document.id]

    @contextmanager
    def _progress(self) -> Generator[Run]:
        """The record of this run, which ``evimed status`` shows; an interrupted one is left to be seen."""
        progress = self._write(lambda tx: begin_run(tx, self.library, self.engine, self._total))
        yield progress
        self._write(progress.end)

    def _refuse(self, source: str, error: EvimedError, sha256: str | None, spent: float) -> None:
        def remember(tx: Transaction) -> None:
            try:
                acl = self.classes.of(tx, "", source)
            except DocumentError:
                return  # nor may what cannot be read there be told there
            quarantine(
                tx,
                self.library,
                source,
                code=error.code,
                stamp="",
                sha256=sha256,
                details=error.values,
                acl=acl,
            )
            if self.witness is not None:
                self.witness.refused(tx, self.library, source, error.code, sha256)

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
            self.classes.admit(tx)
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


def _named(error: DocumentError, source: str) -> DocumentError:
    """The error with the document's place, which the process that parsed it was not told."""
    return (
        type(error)(error.code, **{**error.values, "source": source}) if "source" in error.values else error
    )


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
        mime=prepared.mime,
        stamp=prepared.stamp,
        version=told.version,
        published=told.published,
        pages=prepared.pages,
        characters=len(prepared.text),
        warnings=prepared.warnings,
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
