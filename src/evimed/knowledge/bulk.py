"""The writing side of bulk ingestion: one thread stores while the parser processes go on."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Generic, Self, TypeVar

T = TypeVar("T")

WAITING = 32  # parsed documents in memory; parsing waits when there are more
_LOOK_SECONDS = 0.2


class Writer(Generic[T]):
    """Hands items to ``write`` in a thread of its own, in order, through a bounded queue.

    Parameters
    ----------
    write
        Stores one item: one transaction. What it raises ends the work and is raised by the next ``put`` or
        at the end of the ``with`` block.
    waiting
        How many items may wait before ``put`` does.

    Notes
    -----
    After an exception in the ``with`` block, Ctrl-C included, the item in hand is finished and those that
    wait are dropped: they are not in, and the next run takes them in. A second writer gained between nothing
    and a third on two cores (``docs/benchmarks.md``), and would lose the order in which versions come.
    """

    def __init__(self, write: Callable[[T], None], *, waiting: int = WAITING) -> None:
        self._write = write
        self._queue: queue.Queue[T | None] = queue.Queue(waiting)
        self._stopped = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="evimed-writer", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._stopped.set()
        self._hand_over(None)
        self._thread.join()
        if error is None and self._failure is not None:
            raise self._failure

    def put(self, item: T) -> None:
        """Leave ``item`` to be written; waits while the queue is full."""
        self._hand_over(item)
        if self._failure is not None:
            raise self._failure

    def _hand_over(self, item: T | None) -> None:
        while self._thread.is_alive():
            try:
                return self._queue.put(item, timeout=_LOOK_SECONDS)
            except queue.Full:
                continue
        return None

    def _run(self) -> None:
        try:
            while (item := self._queue.get()) is not None:
                if self._stopped.is_set():
                    return
                self._write(item)
        except BaseException as failure:  # raised in the thread that reads
            self._failure = failure
