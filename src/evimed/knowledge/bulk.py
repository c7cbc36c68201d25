"""The writing side of bulk ingestion: one thread stores while the parser processes go on."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Generic, Self, TypeVar

from evimed.errors import StoreUnavailableError

T = TypeVar("T")

WAITING = 32  # parsed documents in memory; parsing waits when there are more
TOGETHER = 64  # items that are settled together
SOON = 0.05  # seconds that an item waits for others to be settled with
PATIENCE = 600.0  # seconds for one item, longer than any document or any renewal of weights takes
_LOOK_SECONDS = 0.2


class Writer(Generic[T]):
    """Hands items to ``write`` in a thread of its own, in order, through a bounded queue.

    Parameters
    ----------
    write
        Stores one item: one transaction. What it raises ends the work and is raised by the next ``put`` or
        at the end of the ``with`` block.
    settle
        Called after some items, at the latest ``SOON`` after the first of them and before the thread ends:
        makes sure of all that was written since.
    waiting
        How many items may wait before ``put`` does.
    patience
        Seconds that ``put`` waits for room.

    Notes
    -----
    After an exception in the ``with`` block, Ctrl-C included, the item in hand is finished and those that
    wait are dropped: they are not in, and the next run takes them in. A second writer gained between nothing
    and a third on two cores (``docs/benchmarks.md``), and would lose the order in which versions come.
    """

    def __init__(
        self,
        write: Callable[[T], None],
        settle: Callable[[], None] = lambda: None,
        *,
        waiting: int = WAITING,
        patience: float = PATIENCE,
    ) -> None:
        self._write = write
        self._settle = settle
        self._patience = patience
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
            if isinstance(error, StoreUnavailableError) and error.code == "intake_stalled":
                return  # a thread that hangs is not waited for
        self._hand_over(None)
        self._thread.join()
        if error is None and self._failure is not None:
            raise self._failure

    def put(self, item: T) -> None:
        """Leave ``item`` to be written; waits while the queue is full.

        Raises
        ------
        StoreUnavailableError
            ``intake_stalled``: nothing was written for as long as there is patience.
        """
        self._hand_over(item)
        if self._failure is not None:
            raise self._failure

    def _hand_over(self, item: T | None) -> None:
        given_up = time.monotonic() + self._patience
        while self._thread.is_alive():
            try:
                return self._queue.put(item, timeout=min(_LOOK_SECONDS, self._patience))
            except queue.Full:
                if time.monotonic() >= given_up:
                    raise StoreUnavailableError("intake_stalled", seconds=round(self._patience)) from None
        return None

    def _run(self) -> None:
        try:
            self._work()
        except BaseException as failure:  # raised in the thread that reads
            self._failure = failure

    def _work(self) -> None:
        unsettled, due = 0, 0.0
        while True:
            try:
                item = self._queue.get(timeout=max(0.0, due - time.monotonic()) if unsettled else None)
            except queue.Empty:
                self._settle()
                unsettled = 0
                continue
            if item is None or self._stopped.is_set():
                if unsettled:
                    self._settle()
                return
            self._write(item)
            if not unsettled:
                due = time.monotonic() + SOON
            unsettled += 1
            if unsettled >= TOGETHER or time.monotonic() >= due:
                self._settle()
                unsettled = 0
