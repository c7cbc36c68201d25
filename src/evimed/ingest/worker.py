"""Parser processes: one bad document never stops the others.

Each worker process parses one document at a time under a time and a memory limit. The parent kills a worker
that is late and starts another; a crash inside a C library costs that one document. Archives fan out: the
worker that opens one lists its members, which then become jobs of their own.

Workers are plain child processes on a pipe, not ``multiprocessing.Process``: they import this package only,
never the program's main module, and need no guard in it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Pipe, wait
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, cast, overload

from evimed.errors import DocumentError, DocumentLimitError
from evimed.ingest.members import JobQueue
from evimed.ingest.worker_process import Job, Reply
from evimed.records import ParsedDocument
from evimed.settings import ParserLimits

if TYPE_CHECKING:
    from multiprocessing.connection import PipeConnection  # the stubs' name for what Pipe returns

__all__ = ["Job", "ParserPool"]

T = TypeVar("T")

# Not ``-m``: what crosses the pipe must belong to evimed.ingest.worker_process, not to __main__.
_MAIN = "import sys; from evimed.ingest.worker_process import serve; serve(int(sys.argv[1]))"
_START_SECONDS = 60.0  # for a worker to import its modules on a busy machine


@dataclass(slots=True, eq=False)
class _Worker:
    process: subprocess.Popen[bytes]
    pipe: PipeConnection[Any, Any]
    ready: bool = False
    job: Job | None = None
    deadline: float = 0.0


class ParserPool(Generic[T]):
    """Parses documents in worker processes.

    Parameters
    ----------
    limits
        Of each document.
    workers
        Number of processes; the machine's cores by default.
    finish
        A function of an importable module (not of ``__main__``), run in the worker with the document and
        the SHA-256 of its bytes, under the same limits; the pool yields what it returns. Without it, the
        document.

    Notes
    -----
    Use it as a context manager. One ``map`` at a time.
    """

    @overload
    def __init__(
        self: ParserPool[ParsedDocument],
        limits: ParserLimits | None = None,
        *,
        workers: int | None = None,
        finish: None = None,
    ) -> None: ...
    @overload
    def __init__(
        self,
        limits: ParserLimits | None = None,
        *,
        workers: int | None = None,
        finish: Callable[[ParsedDocument, str], T],
    ) -> None: ...
    def __init__(
        self,
        limits: ParserLimits | None = None,
        *,
        workers: int | None = None,
        finish: Callable[[ParsedDocument, str], T] | None = None,
    ) -> None:
        self._limits = limits or ParserLimits()
        self._finish = finish
        self._size = max(1, workers or len(os.sched_getaffinity(0)))
        self._workers: list[_Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def map(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, T | DocumentError]]:
        """Parse all ``jobs`` and yield each with its outcome, in no particular order.

        No more jobs are taken than there are idle workers. Members of archives and attachments come as jobs
        of their own, whose ``source`` is ``archive!/member``; an archive itself comes only if it is refused.
        """
        queue = JobQueue(jobs, self._limits)
        try:
            for job, reply in self._replies(queue):
                yield from cast("list[tuple[Job, T | DocumentError]]", queue.outcomes(job, reply))
        finally:
            queue.close()

    def ask(self, job: Job) -> Reply:
        """What a worker process makes of one ``job``; members of an archive are only listed."""
        queue = JobQueue([job], self._limits)
        return next(reply for _, reply in self._replies(queue))

    def _replies(self, queue: JobQueue) -> Iterator[tuple[Job, Reply]]:
        """Every job with its reply, until the queue has none and no worker is busy."""
        try:
            while True:
                self._feed(queue)
                if all(worker.job is None for worker in self._workers):
                    return
                done = self._collect()
                if not any(reply.entries for _, reply in done):
                    self._feed(queue)  # workers go on while the caller handles what is done
                yield from done
        finally:
            for worker in [worker for worker in self._workers if worker.job is not None]:
                self._stop(worker)

    def close(self) -> None:
        """End every worker; safe to call twice."""
        for worker in list(self._workers):
            self._stop(worker)

    def _feed(self, queue: JobQueue) -> None:
        idle = [worker for worker in self._workers if worker.job is None]
        while idle or len(self._workers) < self._size:
            job = queue.next()
            if job is None:
                return
            worker = idle.pop() if idle else self._start()
            worker.job = job
            worker.deadline = time.monotonic() + (self._limits.seconds if worker.ready else _START_SECONDS)
            try:
                worker.pipe.send(job)
            except OSError:
                worker.job = None
                self._stop(worker)
                if not worker.ready:
                    raise RuntimeError("A parser process ended at its start") from None
                queue.give_back(job)  # it died while idle, by a person's kill: another takes over

    def _start(self) -> _Worker:
        ours, theirs = Pipe()
        with theirs:
            process = subprocess.Popen(
                [sys.executable, "-P", "-c", _MAIN, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                process_group=0,  # Ctrl-C reaches the parent alone, which ends the workers
            )
        worker = _Worker(process, ours)
        self._workers.append(worker)
        ours.send((self._limits, self._finish))
        return worker

    def _stop(self, worker: _Worker) -> int:
        """End a worker and reap it; returns its exit code (its own if it had already ended)."""
        if worker in self._workers:
            self._workers.remove(worker)
        worker.pipe.close()
        if worker.process.poll() is None:
            worker.process.kill()
        return worker.process.wait()

    def _collect(self) -> list[tuple[Job, Reply]]:
        """Wait until something happens; what is done."""
        busy = [worker for worker in self._workers if worker.job is not None]
        pause = max(0.0, min(worker.deadline for worker in busy) - time.monotonic())
        spoke = wait([worker.pipe for worker in busy], pause)
        done: list[tuple[Job, Reply]] = []
        for worker in busy:
            if worker.pipe in spoke:
                done += self._receive(worker)
            elif time.monotonic() > worker.deadline:
                job = cast("Job", worker.job)
                self._stop(worker)
                if not worker.ready:
                    raise RuntimeError(
                        "A parser process does not start: import evimed.ingest.worker_process hangs"
                    )
                done.append((job, Reply(DocumentLimitError("too_slow", limit=self._limits.seconds))))
        return done

    def _receive(self, worker: _Worker) -> list[tuple[Job, Reply]]:
        job = cast("Job", worker.job)
        try:
            reply = cast("Reply | None", worker.pipe.recv())
        except (EOFError, OSError):
            return [(job, Reply(self._death(worker)))]
        if reply is None:
            worker.ready = True
            worker.deadline = time.monotonic() + self._limits.seconds
            return []
        worker.job = None
        if reply.last:
            self._stop(worker)
        return [(job, reply)]

    def _death(self, worker: _Worker) -> DocumentError:
        try:
            code = worker.process.wait(5)
        except subprocess.TimeoutExpired:
            code = 0
        self._stop(worker)
        if not worker.ready:
            raise RuntimeError(f"A parser process ended with code {code} at its start; is finish importable?")
        if code == -signal.SIGALRM:
            return DocumentLimitError("too_slow", limit=self._limits.seconds)
        if code == -signal.SIGKILL:  # not ours: the system was out of memory
            return DocumentLimitError("too_much_memory", limit=self._limits.memory_mb)
        detail = signal.Signals(-code).name if code < 0 else f"exit {code}"
        return DocumentError("parser_crashed", detail=detail)
