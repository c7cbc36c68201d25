"""The child side of ``worker.ParserPool``: one job after another from a pipe, under hard limits."""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import stat
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path

from evimed.errors import DocumentError, DocumentLimitError
from evimed.ingest import archive
from evimed.ingest.archive import Entry
from evimed.ingest.confinement import confine
from evimed.ingest.detect import detect
from evimed.ingest.parse import parse
from evimed.records import ParsedDocument
from evimed.settings import ParserLimits

Finish = Callable[[ParsedDocument, str], object]

GRACE_SECONDS = 5.0  # the alarm ends a worker whose parent is gone and cannot
_RETIRE_AT = 0.5  # of the memory limit: heap that stays fragmented must not fail the next document


@dataclass(frozen=True, slots=True)
class Job:
    """One document to parse: a file, bytes, or a member inside either."""

    source: str  # as it is cited: "folder/a.zip!/inner/name.txt"
    path: Path | None = None
    data: bytes | None = field(default=None, repr=False)
    name: str = ""  # file name; from the source if empty
    members: tuple[int, ...] = ()  # the way into nested containers, for members of archives
    sha256: str = ""  # of the document's own bytes; filled in by the pool
    size: int = 0  # bytes of the document; filled in by the pool


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of a job."""

    outcome: object = None  # document, result of ``finish``, or DocumentError; None for an archive
    entries: tuple[Entry, ...] = ()  # further documents inside it
    sha256: str = ""
    size: int = 0
    last: bool = False  # the worker ends after this reply


def serve(descriptor: int) -> None:
    """Take jobs from the pipe until the other end closes it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        pipe = Connection(descriptor)
        limits, finish = pipe.recv()
        confine(limits.memory_mb)
        pipe.send(None)
        while True:
            job = pipe.recv()
            signal.setitimer(signal.ITIMER_REAL, limits.seconds + GRACE_SECONDS)
            reply = _run(job, limits, finish)
            signal.setitimer(signal.ITIMER_REAL, 0)
            job = None
            try:
                pipe.send(reply)
            except MemoryError:
                reply = Reply(_too_much(limits), last=True)
                pipe.send(reply)
            except (TypeError, AttributeError, ValueError) as error:  # what finish returned cannot be sent
                pipe.send(Reply(DocumentError("parser_failed", detail=str(error)[:200])))
            if reply.last:
                return


def _run(job: Job, limits: ParserLimits, finish: Finish | None) -> Reply:
    try:
        reply = _answer(job, limits, finish)
    except MemoryError:
        return Reply(_too_much(limits), last=True)
    except RecursionError:
        return Reply(DocumentLimitError("too_deep"))
    except DocumentError as error:
        return Reply(error)
    except Exception as error:  # a fault of ours: this document pays, the others go on
        return Reply(DocumentError("parser_failed", detail=f"{type(error).__name__}: {error}"[:200]))
    return replace(reply, last=_memory_held() > _RETIRE_AT * (limits.memory_mb << 20))


def _memory_held() -> int:
    """Bytes that count towards the limit; ``ru_maxrss`` will not do, it begins with the parent's."""
    with Path("/proc/self/status").open(encoding="ascii", errors="replace") as status:
        held = next((line for line in status if line.startswith("VmData:")), "VmData: 0 kB")
    return int(held.split()[1]) << 10


def _answer(job: Job, limits: ParserLimits, finish: Finish | None) -> Reply:
    data = load_bytes(job, limits)
    name = job.name or job.source.rsplit("/", 1)[-1]
    found = detect(data, name)
    depth = len(job.members) + 1
    if found.format == "zip":
        if depth > limits.archive_depth:
            raise DocumentLimitError("archive_too_deep", limit=limits.archive_depth)
        return Reply(None, tuple(archive.entries(data, limits)))
    sha256 = hashlib.sha256(data).hexdigest()
    inner = _attachments(data, limits, depth) if found.format == "eml" else ()
    try:
        document = parse(data, name, limits, found)
        outcome = document if finish is None else finish(document, sha256)
    except DocumentError as error:
        outcome = error
    return Reply(outcome, inner, sha256, len(data))


def _attachments(data: bytes, limits: ParserLimits, depth: int) -> tuple[Entry, ...]:
    inner = archive.entries(data, limits)
    if depth > limits.archive_depth:
        error = DocumentLimitError("archive_too_deep", limit=limits.archive_depth)
        inner = [replace(entry, error=error) for entry in inner]
    return tuple(inner)


def load_bytes(job: Job, limits: ParserLimits) -> bytes:
    """Bytes of the document that ``job`` names: a file, given bytes, or a member inside either.

    Raises
    ------
    DocumentError
        They cannot be read, or pass a limit.
    """
    data = job.data if job.path is None else read_file(job.path, limits)
    if data is None:
        raise DocumentError("empty")
    for index in job.members:
        data = archive.read(data, index, limits)
    return data


def read_file(path: Path, limits: ParserLimits) -> bytes:
    """Bytes of a regular file within the limit; ``DocumentError`` says why not."""
    try:
        # Not blocking: a pipe put in the file's place since it was found must not hang the worker.
        with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:  # noqa: PTH123
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise DocumentError("not_regular_file")
            if found.st_size > limits.file_bytes:
                raise DocumentLimitError("too_large", size=found.st_size, limit=limits.file_bytes)
            return file.read(limits.file_bytes + 1)
    except OSError as error:
        raise DocumentError("unreadable", detail=error.strerror or str(error)) from error


def _too_much(limits: ParserLimits) -> DocumentLimitError:
    return DocumentLimitError("too_much_memory", limit=limits.memory_mb)
