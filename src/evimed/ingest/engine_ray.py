"""Documents read on a Ray cluster: the functions of the local pool, as tasks; one writer takes the results.

The driver reads the files and hands their bytes to Ray's object store, so nodes need no file system in
common, only the same version of Evimed. On its node a document is parsed in a child process under the limits
of ``ParserPool``: a crash inside a C library costs that document, not the Ray worker.
"""

from __future__ import annotations

import logging
import os
import socket
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Generic, Self, TypeVar, cast

from evimed.errors import DocumentError, EvimedError, InputError
from evimed.ingest.members import JobQueue
from evimed.ingest.worker import ParserPool
from evimed.ingest.worker_process import Job, Reply, read_file
from evimed.records import ParsedDocument
from evimed.settings import ParserLimits

T = TypeVar("T")

_ATTEMPTS = 3  # at a document whose node or Ray worker was lost
_KEPT_FILES = 4  # archives whose bytes stay in the object store while their members are read
_KNOCK_SECONDS = 10.0
_LOOK_SECONDS = 3.0
_MISSES = 3
_INSTALL = 'pip install "evimed[ray]"'


class RayEngine(Generic[T]):
    """Reads documents on the cluster of ``RAY_ADDRESS``, on one that runs here, else on one of its own.

    Parameters
    ----------
    limits
        Of each document.
    workers
        Processors of a cluster that has to be started here.
    finish
        A function of an importable module, as for ``ParserPool``.

    Raises
    ------
    InputError
        ``ray_missing``, ``ray_unreachable``.
    """

    def __init__(
        self, limits: ParserLimits, *, workers: int, finish: Callable[[ParsedDocument, str], T]
    ) -> None:
        self._ray = _import_ray()
        self._limits = limits
        self._finish = finish
        self._ours = not self._ray.is_initialized()
        if self._ours:
            _connect(self._ray, workers)
        self._head: str = self._ray.get_runtime_context().gcs_address
        self._read = self._ray.remote(num_cpus=1, max_retries=_ATTEMPTS - 1)(read_on_node)
        self._files: OrderedDict[Path, Any] = OrderedDict()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._files.clear()
        if self._ours:
            self._ray.shutdown()

    def map(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, T | DocumentError]]:
        """Read all ``jobs`` on the cluster; see ``Engine``.

        Raises
        ------
        EvimedError
            ``ray_lost``: the cluster is gone. What was handed on before stays.
        """
        queue = JobQueue(jobs, self._limits)
        pending: dict[Any, Job] = {}
        try:
            while True:
                while len(pending) < self._places() and (job := queue.next()) is not None:
                    handed = self._hand_over(job)
                    if isinstance(handed, Reply):
                        yield from self._outcomes(queue, job, handed)
                    else:
                        pending[handed] = job
                if not pending:
                    return
                for reference in self._ready(list(pending)):
                    job = pending.pop(reference)
                    yield from self._outcomes(queue, job, self._result(reference))
        except (self._ray.exceptions.RaySystemError, ConnectionError) as error:
            raise EvimedError("ray_lost", detail=str(error)[:200]) from error
        except SystemExit as error:  # how Ray says that its own process is gone
            raise EvimedError("ray_lost", detail="SystemExit") from error
        finally:
            queue.close()
            self._give_up(pending)

    def _ready(self, pending: list[Any]) -> list[Any]:
        """Tasks that have come to an end; waits for one, and asks meanwhile whether the cluster is there.

        Ray ends the whole process when its head has been away for a minute: said before that, it can be told.
        """
        misses = 0
        while True:
            ready: list[Any] = self._ray.wait(pending, num_returns=1, timeout=_LOOK_SECONDS)[0]
            if ready:
                return ready
            try:
                _knock(self._head)
                misses = 0
            except InputError as error:
                misses += 1
                if misses >= _MISSES:
                    raise ConnectionError(error.values["detail"]) from error

    def _give_up(self, pending: Iterable[Any]) -> None:
        with suppress(Exception):  # the cluster may be what was lost
            for reference in pending:
                self._ray.cancel(reference, force=True)

    def _outcomes(self, queue: JobQueue, job: Job, reply: Reply) -> list[tuple[Job, T | DocumentError]]:
        return cast("list[tuple[Job, T | DocumentError]]", queue.outcomes(job, reply))

    def _places(self) -> int:
        """Two documents a processor: one is read, the next waits beside it. Nodes may come and go."""
        return max(2, 2 * int(self._ray.cluster_resources().get("CPU", 1)))

    def _hand_over(self, job: Job) -> Any | Reply:
        """The task that reads ``job``; at once why not, if the file cannot be read here."""
        try:
            data = self._bytes(job)
        except DocumentError as error:
            return Reply(error)
        return self._read.remote(replace(job, path=None, data=None), data, self._limits, self._finish)

    def _bytes(self, job: Job) -> Any:
        """Bytes of the outermost file in the object store, put there once for all members."""
        if job.path is None:
            return self._ray.put(job.data or b"")
        if job.path not in self._files:
            self._files[job.path] = self._ray.put(read_file(job.path, self._limits))
        self._files.move_to_end(job.path)
        while len(self._files) > _KEPT_FILES:
            self._files.popitem(last=False)  # tasks that still need it hold it themselves
        return self._files[job.path]

    def _result(self, reference: Any) -> Reply:
        faults = self._ray.exceptions
        try:
            return cast("Reply", self._ray.get(reference))
        except (faults.WorkerCrashedError, faults.NodeDiedError, faults.ObjectLostError) as error:
            # Tried _ATTEMPTS times: it is the document, or there is hardly a cluster left.
            return Reply(DocumentError("parser_crashed", detail=type(error).__name__))
        except faults.OutOfMemoryError:
            return Reply(DocumentError("parser_crashed", detail="OutOfMemoryError"))
        except faults.RayTaskError as error:
            raise EvimedError("ray_failed", detail=str(error.cause or error)[:300]) from error


def read_on_node(
    job: Job, data: bytes, limits: ParserLimits, finish: Callable[[ParsedDocument, str], object]
) -> Reply:
    """The task: one document, read by the child process that this Ray worker keeps."""
    return _pool(limits, finish).ask(replace(job, data=data))


@cache
def _pool(limits: ParserLimits, finish: Callable[[ParsedDocument, str], object]) -> ParserPool[object]:
    return ParserPool(limits, workers=1, finish=finish)


def _import_ray() -> Any:
    # Nothing of a run is reported to anyone.
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ["RAY_ENABLE_AUTO_CONNECT"] = "0"  # a cluster that was lost is not silently replaced
    try:
        import ray  # noqa: PLC0415  # an extra  # pyright: ignore[reportMissingImports]
    except ImportError as error:
        raise InputError("ray_missing", command=_INSTALL) from error
    return ray


def _knock(address: str) -> None:
    """Raise ``ray_unreachable`` if nobody listens there: Ray itself would try for minutes."""
    host, _, port = address.rpartition(":")
    if not port.isdigit() or "://" in address:
        return  # "auto", or a form that Ray knows better
    try:
        socket.create_connection((host.strip("[]"), int(port)), _KNOCK_SECONDS).close()
    except OSError as error:
        raise InputError("ray_unreachable", address=address, detail=str(error)[:200]) from error


def _connect(ray: Any, workers: int) -> None:
    quiet = {"log_to_driver": False, "logging_level": logging.ERROR}
    address = os.environ.get("RAY_ADDRESS")
    if address:
        _knock(address)
    try:
        ray.init(address=address or "auto", **quiet)
    except (ConnectionError, ValueError, RuntimeError, TimeoutError) as error:
        if address:
            raise InputError("ray_unreachable", address=address, detail=str(error)[:200]) from error
        ray.init(
            address="local",
            num_cpus=workers,
            include_dashboard=False,
            _node_ip_address="127.0.0.1",
            **quiet,
        )
