"""Jobs in their order: what an archive holds comes as jobs of its own, before new files."""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from evimed.errors import DocumentLimitError
from evimed.ingest.worker_process import Job, Reply
from evimed.settings import ParserLimits


class JobQueue:
    """Hands out jobs one by one; replies bring further ones.

    ``next`` gives None when there is none now: a reply that is still awaited may bring more.
    """

    def __init__(self, jobs: Iterable[Job], limits: ParserLimits) -> None:
        self._coming: Iterator[Job] = iter(jobs)
        self._limits = limits
        self._inner: deque[Job] = deque()
        self._spent: dict[str, tuple[int, int]] = {}  # outermost archive → members and bytes listed so far
        self._spool: tempfile.TemporaryDirectory[str] | None = None

    def next(self) -> Job | None:
        """The next job: members of archives come before new files."""
        return self._inner.popleft() if self._inner else next(self._coming, None)

    def give_back(self, job: Job) -> None:
        """Nobody could take ``job``: it comes again, first of all."""
        self._inner.appendleft(job)

    def outcomes(self, job: Job, reply: Reply) -> list[tuple[Job, object]]:
        """What became of ``job``, with what is refused of its members; the members wait from now on.

        ``source`` of a member is ``archive!/member``; an archive has an outcome only if it is refused.
        """
        job = replace(job, sha256=reply.sha256, size=reply.size)
        found: list[tuple[Job, object]] = [] if reply.outcome is None else [(job, reply.outcome)]
        return found + self._open(job, reply)

    def close(self) -> None:
        """Forget what waits; safe to call twice."""
        self._inner.clear()
        if self._spool is not None:
            self._spool.cleanup()
            self._spool = None

    def _open(self, job: Job, reply: Reply) -> list[tuple[Job, object]]:
        if not reply.entries:
            return []
        root = job.source.split("!/", 1)[0]
        members, size = self._spent.get(root, (0, 0))
        members += len(reply.entries)
        size += sum(entry.size for entry in reply.entries)
        self._spent[root] = (members, size)
        limits = self._limits
        if members > limits.archive_members:
            return [
                (job, DocumentLimitError("archive_too_many", members=members, limit=limits.archive_members))
            ]
        if size > limits.archive_bytes:
            return [(job, DocumentLimitError("archive_too_large", limit=limits.archive_bytes))]
        refused: list[tuple[Job, object]] = []
        path = job.path or self._spool_file(job)
        for entry in reply.entries:
            inner = Job(f"{job.source}!/{entry.name}", path, None, entry.name, (*job.members, entry.index))
            if entry.error is None:
                self._inner.append(inner)
            else:
                refused.append((inner, entry.error))
        return refused

    def _spool_file(self, job: Job) -> Path:
        """Bytes that many members will be read from go through a file, not through the pipe each time."""
        if self._spool is None:
            self._spool = tempfile.TemporaryDirectory(prefix="evimed-ingest-")
        descriptor, name = tempfile.mkstemp(dir=self._spool.name)
        with open(descriptor, "wb") as file:  # noqa: PTH123
            file.write(job.data or b"")
        return Path(name)
